// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

/**
 * What one SETTINGS frame of the peer says of what concerns us (RFC 9113, section 6.5.2). The size
 * of its header table does not, as we do not use it; frames above the least size we do not send;
 * the rest is advice.
 *
 * @param initialWindow bytes, or {@link #ABSENT}
 * @param maxStreams how many streams we may open, or {@link #ABSENT}
 * @param push 0 or 1, or {@link #ABSENT}
 * @param extendedConnect whether CONNECT may name a protocol (RFC 8441, section 3): 0 or 1, or
 *     {@link #ABSENT}
 */
public record PeerSettings(int initialWindow, int maxStreams, int push, int extendedConnect) {
    /** What was not set. */
    public static final int ABSENT = -1;

    private static final int SETTING_BYTES = 6;

    /**
     * Reads a SETTINGS frame that is no ACK.
     *
     * @throws ConnectionError if it is malformed or a value is out of its range
     */
    public static PeerSettings read(FrameReader frame) throws ConnectionError {
        frame.expectStream(false);
        if (frame.length() % SETTING_BYTES != 0) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "SETTINGS cut off");
        }
        int initialWindow = ABSENT;
        int maxStreams = ABSENT;
        int push = ABSENT;
        int extendedConnect = ABSENT;
        for (int at = 0; at < frame.length(); at += SETTING_BYTES) {
            int value = frame.int32(at + 2);
            switch (Frame.int16(frame.buffer(), frame.offset() + at)) {
                case Setting.INITIAL_WINDOW_SIZE -> initialWindow = windowSize(value);
                // A number above 2^31 is as good as no limit.
                case Setting.MAX_CONCURRENT_STREAMS ->
                        maxStreams = value < 0 ? Integer.MAX_VALUE : value;
                case Setting.MAX_FRAME_SIZE -> checkFrameSize(value);
                case Setting.ENABLE_PUSH -> push = flag("ENABLE_PUSH", value);
                case Setting.ENABLE_CONNECT_PROTOCOL ->
                        extendedConnect = flag("ENABLE_CONNECT_PROTOCOL", value);
                default -> {
                    // See above.
                }
            }
        }
        return new PeerSettings(initialWindow, maxStreams, push, extendedConnect);
    }

    private static int windowSize(int value) throws ConnectionError {
        if (value < 0) {
            throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "initial window too large");
        }
        return value;
    }

    private static void checkFrameSize(int value) throws ConnectionError {
        if (value < Frame.MAX_PAYLOAD || value > Frame.LARGEST_PAYLOAD) {
            throw ConnectionError.protocol("SETTINGS_MAX_FRAME_SIZE " + value);
        }
    }

    private static int flag(String name, int value) throws ConnectionError {
        if (value != 0 && value != 1) {
            throw ConnectionError.protocol("SETTINGS_" + name + " " + value);
        }
        return value;
    }
}
