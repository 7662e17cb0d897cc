// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamEventTest {

    private static final String TEXT =
            "data: {\"created\":1760000000,\"delta\":{\"content\":\""
                    + StreamEvent.text(0, 123456789)
                    + "\"}}\n\ndata: {\"to\":\"a@b.c 5@\",\"content\":\""
                    + StreamEvent.text(17, 4)
                    + StreamEvent.text(18, 5)
                    + "\"}\n\n";

    private final List<String> events = new ArrayList<>();
    private final StreamEvent reader =
            new StreamEvent((number, sentAt) -> events.add(number + " at " + sentAt));

    @Test
    void eventsAreFoundAmongOtherNumbers() {
        byte[] bytes = TEXT.getBytes(US_ASCII);

        reader.read(bytes, 0, bytes.length);

        assertThat(events).containsExactly("0 at 123456789", "17 at 4", "18 at 5");
    }

    @Test
    void anEventMayBeSplitAtAnyByte() {
        byte[] bytes = TEXT.getBytes(US_ASCII);
        for (int cut = 0; cut <= bytes.length; cut++) {
            events.clear();
            reader.read(bytes, 0, cut);
            reader.read(bytes, cut, bytes.length);

            assertThat(events).as("cut at %d", cut).hasSize(3);
        }
    }
}
