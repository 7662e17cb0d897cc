// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.openaichat;

import dev.martlet.provider.chat.ChatReply;
import dev.martlet.provider.chat.Choice;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Media;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.BadChatException;
import dev.martlet.provider.openai.CallIds;
import dev.martlet.provider.openai.DataUrl;
import dev.martlet.provider.openai.Fields;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A whole chat completion. */
final class ReplyReader {
    private final Fields body;
    private final String id;

    ReplyReader(JsonNode body) {
        this.body = new Fields("", body);
        this.id = this.body.text("id", "");
    }

    ChatReply read() {
        List<Choice> choices = new ArrayList<>();
        for (Fields choice : body.objects("choices")) {
            choices.add(choice(choice, choices.size()));
        }
        if (choices.isEmpty()) {
            throw new BadChatException("choices", "none (expected: one or more)");
        }
        body.any("object");
        Usage usage = UsageFields.read(body.any("usage"));
        return new ChatReply(
                id,
                created(body),
                body.text("model", ""),
                choices,
                usage,
                body.rest(OpenAiChat.NAME));
    }

    /** Some imitators give a fraction. */
    static long created(Fields body) {
        JsonNode created = body.any("created");
        if (created != null && created.isIntegralNumber()) {
            return created.asLong();
        }
        return created != null && created.isNumber() ? created.decimalValue().longValue() : 0;
    }

    private Choice choice(Fields choice, int position) {
        Fields message = choice.object("message");
        if (message == null) {
            throw new BadChatException(choice.at("message"), "missing (expected: an object)");
        }
        Integer index = choice.whole("index");
        List<Part> parts = parts(message, position);
        boolean calls = false;
        boolean refusal = false;
        for (Part part : parts) {
            calls |= part instanceof Part.ToolCall;
            refusal |= part instanceof Part.Refusal;
        }
        var finish = Finishes.read(choice.text("finish_reason", ""), calls, refusal);
        JsonNode logprobs = choice.any("logprobs");
        return new Choice(
                index == null ? position : index,
                parts,
                finish,
                logprobs,
                choice.rest(OpenAiChat.NAME));
    }

    private List<Part> parts(Fields message, int choice) {
        List<Part> parts = new ArrayList<>(ReasoningFields.read(message, false));
        List<Part> content = ContentReader.read(message);
        JsonNode annotations = message.any("annotations");
        boolean cited = annotations != null && !annotations.isEmpty();
        for (Part part : content) {
            boolean empty = part instanceof Part.Text(String text, _, _) && text.isEmpty();
            if (cited && part instanceof Part.Text(String text, _, Extras extras)) {
                parts.add(new Part.Text(text, annotations, extras));
                cited = false;
            } else if (!empty) {
                parts.add(part);
            }
        }
        String refusal = message.text("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal, Extras.NONE));
        }
        for (Fields image : message.objects("images")) {
            parts.add(image(image));
        }
        JsonNode audio = message.any("audio");
        if (audio != null) {
            parts.add(new Part.Opaque(OpenAiChat.NAME, message.at("audio"), audio));
        }
        calls(message, choice, parts);
        return parts;
    }

    private void calls(Fields message, int choice, List<Part> parts) {
        int number = 0;
        for (Fields call : message.objects("tool_calls")) {
            parts.add(ToolCallFields.read(call, CallIds.made(id, choice, number)));
            number++;
        }
        Fields legacy = message.object("function_call");
        if (legacy != null && number == 0) {
            parts.add(ToolCallFields.legacy(legacy, CallIds.made(id, choice, 0)));
        }
    }

    static Part.Image image(Fields image) {
        Fields inner = image.object("image_url");
        Media media = DataUrl.read(inner == null ? image.text("url", "") : inner.text("url", ""));
        return new Part.Image(media, null, Extras.NONE);
    }
}
