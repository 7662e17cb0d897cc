// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openairesponses;

import dev.martlet.provider.chat.ChatEvent.Kind;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An item of the output while it grows. */
abstract sealed class OpenItem {
    private final ObjectNode item;
    private final int index;

    private OpenItem(ObjectNode item, int index) {
        this.item = item;
        this.index = index;
    }

    static OpenItem of(Part seed, ObjectNode whole, int index) {
        return switch (seed) {
            case Part.Text(String text, _, _) ->
                    new Said(whole, index, text, "output_text", "text");
            case Part.Refusal(String text, _) -> new Said(whole, index, text, "refusal", "refusal");
            case Part.ToolCall call -> new Called(whole, index, call);
            case Part.Reasoning thought -> new Thought(whole, index, thought);
            default -> new Whole(whole, index);
        };
    }

    int index() {
        return index;
    }

    /** The item that is whole once it has ended. */
    final ObjectNode item() {
        return item;
    }

    abstract void start(StreamWriter out);

    void grow(Kind kind, String text, StreamWriter out) {}

    void cite(JsonNode citation, StreamWriter out) {}

    void logprobs(JsonNode logprobs) {}

    abstract void finish(StreamWriter out);

    final ObjectNode end(StreamWriter out) {
        finish(out);
        emitItem("response.output_item.done", item, out);
        return item;
    }

    final void emitItem(String type, ObjectNode shown, StreamWriter out) {
        ObjectNode data = Json.object().put("output_index", index);
        data.set("item", shown.deepCopy());
        out.emit(type, data);
    }

    /** The members that tell where in the output something happens. */
    final ObjectNode at() {
        return Json.object()
                .put("item_id", item.path("id").asString(""))
                .put("output_index", index);
    }

    /** A message with one part: text or a refusal. */
    private static final class Said extends OpenItem {
        private final StringBuilder text;
        private final String type;
        private final String member;
        private final ObjectNode part;
        private final ArrayNode probabilities = Json.array();
        private int annotations;

        Said(ObjectNode whole, int index, String text, String type, String member) {
            super(whole, index);
            this.text = new StringBuilder();
            this.type = type;
            this.member = member;
            this.part = (ObjectNode) whole.path("content").get(0);
            this.part.put(member, "");
            this.text.append(text);
        }

        private ObjectNode place() {
            return at().put("content_index", 0);
        }

        @Override
        void start(StreamWriter out) {
            ObjectNode bare = item().deepCopy().put("status", "in_progress");
            bare.putArray("content");
            emitItem("response.output_item.added", bare, out);
            ObjectNode data = place();
            data.set("part", part.deepCopy());
            out.emit("response.content_part.added", data);
            if (!text.isEmpty()) {
                delta(text.toString(), out);
            }
        }

        @Override
        void grow(Kind kind, String more, StreamWriter out) {
            if (kind == Kind.TEXT && !more.isEmpty()) {
                text.append(more);
                delta(more, out);
            }
        }

        private void delta(String more, StreamWriter out) {
            ObjectNode data = place().put("delta", more);
            if (type.equals("output_text")) {
                data.putArray("logprobs");
            }
            out.emit("response." + type + ".delta", data);
        }

        @Override
        void cite(JsonNode citation, StreamWriter out) {
            if (!type.equals("output_text")) {
                return;
            }
            JsonNode annotation = Citations.annotation(citation, text.length());
            part.withArray("annotations").add(annotation);
            ObjectNode data = place().put("annotation_index", annotations);
            annotations++;
            data.set("annotation", annotation);
            out.emit("response.output_text.annotation.added", data);
        }

        @Override
        void logprobs(JsonNode logprobs) {
            logprobs.path("content").forEach(probabilities::add);
        }

        @Override
        void finish(StreamWriter out) {
            part.put(member, text.toString());
            ObjectNode done = place().put(member, text.toString());
            if (type.equals("output_text")) {
                part.set("logprobs", probabilities);
                done.set("logprobs", probabilities);
            }
            out.emit("response." + type + ".done", done);
            ObjectNode data = place();
            data.set("part", part);
            out.emit("response.content_part.done", data);
        }
    }

    private static final class Called extends OpenItem {
        private final StringBuilder arguments = new StringBuilder();
        private final String name;

        Called(ObjectNode whole, int index, Part.ToolCall call) {
            super(whole, index);
            arguments.append(call.arguments());
            name = call.name();
        }

        @Override
        void start(StreamWriter out) {
            ObjectNode bare = item().deepCopy().put("status", "in_progress").put("arguments", "");
            emitItem("response.output_item.added", bare, out);
            if (!arguments.isEmpty()) {
                delta(arguments.toString(), out);
            }
        }

        @Override
        void grow(Kind kind, String more, StreamWriter out) {
            if (kind == Kind.SIGNATURE) {
                Items.sign(item(), more);
            } else if (kind == Kind.ARGUMENTS && !more.isEmpty()) {
                arguments.append(more);
                delta(more, out);
            }
        }

        private void delta(String more, StreamWriter out) {
            out.emit("response.function_call_arguments.delta", at().put("delta", more));
        }

        @Override
        void finish(StreamWriter out) {
            if (arguments.isEmpty()) {
                grow(Kind.ARGUMENTS, "{}", out);
            }
            item().put("arguments", arguments.toString());
            ObjectNode data = at().put("name", name).put("arguments", arguments.toString());
            out.emit("response.function_call_arguments.done", data);
        }
    }

    private static final class Thought extends OpenItem {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder signature = new StringBuilder();
        private final Part.Reasoning seed;
        private boolean shown;

        Thought(ObjectNode whole, int index, Part.Reasoning seed) {
            super(whole, index);
            this.seed = seed;
        }

        private ObjectNode place() {
            return at().put("summary_index", 0);
        }

        @Override
        void start(StreamWriter out) {
            ObjectNode bare = item().deepCopy();
            bare.putArray("summary");
            emitItem("response.output_item.added", bare, out);
            show(seed.text(), out);
        }

        @Override
        void grow(Kind kind, String more, StreamWriter out) {
            if (kind == Kind.SIGNATURE) {
                signature.append(more);
            } else if (kind == Kind.REASONING) {
                show(more, out);
            }
        }

        private void show(String more, StreamWriter out) {
            if (more.isEmpty()) {
                return;
            }
            if (!shown) {
                shown = true;
                part("response.reasoning_summary_part.added", "", out);
            }
            text.append(more);
            out.emit("response.reasoning_summary_text.delta", place().put("delta", more));
        }

        private void part(String type, String shownText, StreamWriter out) {
            ObjectNode data = place();
            data.putObject("part").put("type", "summary_text").put("text", shownText);
            out.emit(type, data);
        }

        @Override
        void finish(StreamWriter out) {
            if (shown) {
                ObjectNode data = place().put("text", text.toString());
                out.emit("response.reasoning_summary_text.done", data);
                part("response.reasoning_summary_part.done", text.toString(), out);
            }
            String proof = signature.isEmpty() ? seed.signature() : signature.toString();
            var whole =
                    new Part.Reasoning(
                            text.toString(),
                            seed.summary(),
                            proof,
                            seed.encrypted(),
                            seed.id(),
                            seed.dialect(),
                            seed.extras());
            item().setAll(ReasoningItems.write(whole, item().path("id").asString("")));
        }
    }

    /** What comes at once. */
    private static final class Whole extends OpenItem {
        Whole(ObjectNode whole, int index) {
            super(whole, index);
        }

        @Override
        void start(StreamWriter out) {
            emitItem("response.output_item.added", item(), out);
        }

        @Override
        void finish(StreamWriter out) {}
    }
}
