// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.dialect;

import dev.martlet.provider.chat.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the events of a stream in the order of dialects that have one answer and write one part
 * after the other: what comes for a part while another one is open waits until that has ended.
 * Parts that nobody has ended end with the answer. For one stream, not for several threads.
 */
public final class SerialParts {
    /** Characters that may wait: more than any model answers in parallel tool calls. */
    private static final long LIMIT = 16 << 20;

    private static final int NONE = -1;

    private final TreeMap<Integer, List<ChatEvent>> waiting = new TreeMap<>();
    private int open = NONE;
    private long held;

    /**
     * Takes the next event.
     *
     * @param event as it came
     * @return what is to be written now, in order
     * @throws BadChatException if more than 16 Mi characters would have to wait
     */
    public List<ChatEvent> next(ChatEvent event) {
        return switch (event) {
            case ChatEvent.PartStarted(int choice, int part, _) ->
                    choice == 0 ? started(part, event) : List.of();
            case ChatEvent.Delta(int choice, int part, _, String text) ->
                    choice == 0 ? more(part, event, text.length()) : List.of();
            case ChatEvent.Cited(int choice, int part, _, _) ->
                    choice == 0 ? more(part, event, 1) : List.of();
            case ChatEvent.PartEnded(int choice, int part) ->
                    choice == 0 ? ended(part, event) : List.of();
            case ChatEvent.Logprobs(int choice, _) -> choice == 0 ? List.of(event) : List.of();
            case ChatEvent.Finished(int choice, _) -> choice == 0 ? closing(event) : List.of();
            case ChatEvent.Ended _ -> closing(event);
            default -> List.of(event);
        };
    }

    private List<ChatEvent> started(int part, ChatEvent event) {
        if (open == NONE) {
            open = part;
            return List.of(event);
        }
        List<ChatEvent> queue = new ArrayList<>();
        queue.add(event);
        waiting.put(part, queue);
        return List.of();
    }

    private List<ChatEvent> more(int part, ChatEvent event, int size) {
        if (part == open) {
            return List.of(event);
        }
        List<ChatEvent> queue = waiting.get(part);
        if (queue == null) {
            return List.of();
        }
        held += size;
        if (held > LIMIT) {
            throw new BadChatException(
                    "", "parallel parts (expected: at most " + LIMIT + " characters that wait)");
        }
        queue.add(event);
        return List.of();
    }

    private List<ChatEvent> ended(int part, ChatEvent event) {
        if (part != open) {
            return more(part, event, 0);
        }
        List<ChatEvent> out = new ArrayList<>();
        out.add(event);
        open = NONE;
        drain(out);
        return out;
    }

    /** Lets the parts that wait go, up to and with the first that is still growing. */
    private void drain(List<ChatEvent> out) {
        while (open == NONE && !waiting.isEmpty()) {
            Map.Entry<Integer, List<ChatEvent>> first = waiting.firstEntry();
            waiting.remove(first.getKey());
            out.addAll(first.getValue());
            if (!(first.getValue().getLast() instanceof ChatEvent.PartEnded)) {
                open = first.getKey();
            }
        }
        if (waiting.isEmpty()) {
            held = 0;
        }
    }

    private List<ChatEvent> closing(ChatEvent event) {
        List<ChatEvent> out = new ArrayList<>();
        while (open != NONE) {
            out.add(new ChatEvent.PartEnded(0, open));
            open = NONE;
            drain(out);
        }
        out.add(event);
        return out;
    }
}
