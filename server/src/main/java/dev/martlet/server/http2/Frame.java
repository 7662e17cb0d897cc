// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

/** Numbers of RFC 9113. */
final class Frame {
    static final int HEADER = 9;

    /** The largest payload that we accept, which is the smallest that may be agreed. */
    static final int MAX_PAYLOAD = 16_384;

    static final int DEFAULT_WINDOW = 65_535;

    static final int DATA = 0x0;
    static final int HEADERS = 0x1;
    static final int PRIORITY = 0x2;
    static final int RST_STREAM = 0x3;
    static final int SETTINGS = 0x4;
    static final int PUSH_PROMISE = 0x5;
    static final int PING = 0x6;
    static final int GOAWAY = 0x7;
    static final int WINDOW_UPDATE = 0x8;
    static final int CONTINUATION = 0x9;

    static final int ACK = 0x1;
    static final int END_STREAM = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int HAS_PRIORITY = 0x20;

    static final int SETTINGS_HEADER_TABLE_SIZE = 0x1;
    static final int SETTINGS_ENABLE_PUSH = 0x2;
    static final int SETTINGS_MAX_CONCURRENT_STREAMS = 0x3;
    static final int SETTINGS_INITIAL_WINDOW_SIZE = 0x4;
    static final int SETTINGS_MAX_FRAME_SIZE = 0x5;
    static final int SETTINGS_MAX_HEADER_LIST_SIZE = 0x6;

    static final int NO_ERROR = 0x0;
    static final int PROTOCOL_ERROR = 0x1;
    static final int INTERNAL_ERROR = 0x2;
    static final int FLOW_CONTROL_ERROR = 0x3;
    static final int STREAM_CLOSED = 0x5;
    static final int FRAME_SIZE_ERROR = 0x6;
    static final int REFUSED_STREAM = 0x7;
    static final int CANCEL = 0x8;
    static final int COMPRESSION_ERROR = 0x9;
    static final int ENHANCE_YOUR_CALM = 0xb;

    private Frame() {}

    /** Writes the nine octets before a payload (section 4.1). */
    static void header(byte[] target, int at, int length, int type, int flags, int stream) {
        target[at] = (byte) (length >> 16);
        target[at + 1] = (byte) (length >> 8);
        target[at + 2] = (byte) length;
        target[at + 3] = (byte) type;
        target[at + 4] = (byte) flags;
        putInt(target, at + 5, stream);
    }

    static void putInt(byte[] target, int at, int value) {
        target[at] = (byte) (value >> 24);
        target[at + 1] = (byte) (value >> 16);
        target[at + 2] = (byte) (value >> 8);
        target[at + 3] = (byte) value;
    }

    static int getInt(byte[] source, int at) {
        return ((source[at] & 0xff) << 24)
                | ((source[at + 1] & 0xff) << 16)
                | ((source[at + 2] & 0xff) << 8)
                | (source[at + 3] & 0xff);
    }

    /** A frame with a payload of whole numbers. */
    static byte[] ofInts(int type, int flags, int stream, int... payload) {
        byte[] frame = new byte[HEADER + 4 * payload.length];
        header(frame, 0, 4 * payload.length, type, flags, stream);
        for (int i = 0; i < payload.length; i++) {
            putInt(frame, HEADER + 4 * i, payload[i]);
        }
        return frame;
    }
}
