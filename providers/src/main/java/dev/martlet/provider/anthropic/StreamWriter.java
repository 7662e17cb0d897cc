// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.core.Event;
import dev.martlet.provider.chat.ChatEvent;
import dev.martlet.provider.chat.Finish;
import dev.martlet.provider.chat.Part;
import dev.martlet.provider.chat.Usage;
import dev.martlet.provider.dialect.Dialect.EventWriter;
import dev.martlet.provider.dialect.Dialect.View;
import dev.martlet.provider.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of one stream: message_start, blocks one after another, message_delta,
 * message_stop. Only the first answer is written, as this API has no other.
 */
final class StreamWriter implements EventWriter {
    private final View view;
    private final List<Event> out = new ArrayList<>();
    private final BlockSequence blocks = new BlockSequence(this::emit, this::delta);
    private ChatEvent.@Nullable Started begun;
    private boolean shown;
    private boolean over;
    private boolean refused;
    private @Nullable Usage usage;
    private @Nullable Finish finish;

    StreamWriter(View view) {
        this.view = view;
    }

    @Override
    public List<Event> write(ChatEvent event) {
        if (!over) {
            step(event);
        }
        List<Event> ready = List.copyOf(out);
        out.clear();
        return ready;
    }

    private void step(ChatEvent event) {
        switch (event) {
            // waits for the next event, which may be the usage that belongs in message_start
            case ChatEvent.Started started -> begun = started;
            case ChatEvent.UsageTold(Usage told) -> {
                usage = told;
                if (begun != null) {
                    show();
                }
            }
            case ChatEvent.PartStarted(int choice, int part, Part seed) when choice == 0 -> {
                show();
                refused |= seed instanceof Part.Refusal;
                blocks.start(part, seed);
            }
            case ChatEvent.Delta delta when delta.choice() == 0 -> blocks.delta(delta);
            case ChatEvent.Cited cited when cited.choice() == 0 -> blocks.cited(cited);
            case ChatEvent.PartEnded(int choice, int part) when choice == 0 -> blocks.end(part);
            case ChatEvent.Finished(int choice, Finish told) when choice == 0 -> {
                show();
                blocks.endAll();
                finish = told;
            }
            case ChatEvent.Heartbeat _ -> {
                if (shown) {
                    emit(BlockWriter.typed("ping"));
                }
            }
            case ChatEvent.Failed(var error) -> {
                over = true;
                emit(Errors.write(error));
            }
            case ChatEvent.Ended _ -> end();
            default -> {
                // other answers, probabilities, and what only another dialect understands
            }
        }
    }

    private void show() {
        if (shown) {
            return;
        }
        shown = true;
        String id = begun == null ? "" : begun.id();
        String model = begun == null ? "" : begun.model();
        ObjectNode message = ReplyWriter.message(id, model, view);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", ReplyWriter.usage(usage));
        ObjectNode data = BlockWriter.typed("message_start");
        data.set("message", message);
        emit(data);
    }

    private void end() {
        over = true;
        show();
        blocks.endAll();
        ObjectNode data = BlockWriter.typed("message_delta");
        ObjectNode delta = data.putObject("delta");
        if (finish == null) {
            delta.putNull("stop_reason").putNull("stop_sequence");
        } else {
            ReplyWriter.stop(delta, finish, refused);
        }
        data.set("usage", ReplyWriter.usage(usage));
        emit(data);
        emit(BlockWriter.typed("message_stop"));
    }

    private void delta(byte[] data) {
        out.add(new Event("content_block_delta", data, Map.of()));
    }

    private void emit(ObjectNode data) {
        out.add(new Event(data.get("type").stringValue(), Json.write(data), Map.of()));
    }
}
