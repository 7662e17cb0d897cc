// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which part of the client's answer a part of another stream is. */
final class PartNumbers {
    private record Part(int choice, int number) {}

    private final Map<Part, Integer> known = new HashMap<>();
    private final Map<Integer, Integer> next = new HashMap<>();

    PartNumbers(Progress progress) {
        progress.parts().forEach(part -> next.merge(part.choice, part.number + 1, Math::max));
    }

    /** The part is one that the client has. */
    void same(int choice, int theirs, int ours) {
        known.put(new Part(choice, theirs), ours);
    }

    /** The part is new to the client. */
    int fresh(int choice, int theirs) {
        int number = next.merge(choice, 1, Integer::sum) - 1;
        known.put(new Part(choice, theirs), number);
        return number;
    }

    /** The number that the client knows; null for a part that it does not get. */
    @Nullable Integer of(int choice, int theirs) {
        return known.get(new Part(choice, theirs));
    }
}
