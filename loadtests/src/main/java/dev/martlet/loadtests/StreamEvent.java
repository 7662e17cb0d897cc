// SPDX-License-Identifier: Apache-2.0
package dev.martlet.loadtests;

/**
 * What an event of the {@link StreamServer} says, found in whatever dialect it arrives: {@code
 * 17@123456789@} is event 17, sent at that nanosecond of the machine's monotonic clock, which all
 * processes of one Linux share.
 */
final class StreamEvent {

    private static final int LONGEST = 18;

    private final Listener listener;
    private boolean afterNumber;
    private long number;
    private long digits;
    private int length;

    /** Told of every event, in the order of arrival. */
    interface Listener {
        void event(long number, long sentAt);
    }

    StreamEvent(Listener listener) {
        this.listener = listener;
    }

    static String text(int number, long nanos) {
        return number + "@" + nanos + "@";
    }

    /** An event may be split between two calls at any byte. */
    void read(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            read(bytes[i]);
        }
    }

    private void read(byte next) {
        if (next >= '0' && next <= '9' && length < LONGEST) {
            digits = digits * 10 + next - '0';
            length++;
            return;
        }
        boolean ends = next == '@' && length > 0;
        if (ends && afterNumber) {
            listener.event(number, digits);
        }
        afterNumber = ends && !afterNumber;
        number = digits;
        digits = 0;
        length = 0;
    }
}
