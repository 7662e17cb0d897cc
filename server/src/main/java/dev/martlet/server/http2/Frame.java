// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

/** Types, flags and sizes of frames (RFC 9113, sections 4.1 and 6). */
public final class Frame {
    /** What a client says first (section 3.4). */
    public static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /** Octets before each payload. */
    public static final int HEADER_BYTES = 9;

    /** The largest payload of both sides: what every peer takes; we do not ask for more. */
    public static final int MAX_PAYLOAD = 16_384;

    /** What a peer may set as the largest payload at most. */
    static final int LARGEST_PAYLOAD = 0xff_ffff;

    /** Of streams and connections, in bytes, before any SETTINGS (section 6.9.2). */
    public static final int DEFAULT_WINDOW = 65_535;

    public static final int DATA = 0x0;
    public static final int HEADERS = 0x1;
    public static final int PRIORITY = 0x2;
    public static final int RST_STREAM = 0x3;
    public static final int SETTINGS = 0x4;
    public static final int PUSH_PROMISE = 0x5;
    public static final int PING = 0x6;
    public static final int GOAWAY = 0x7;
    public static final int WINDOW_UPDATE = 0x8;
    public static final int CONTINUATION = 0x9;

    public static final int END_STREAM = 0x1;
    public static final int ACK = 0x1;
    public static final int END_HEADERS = 0x4;
    public static final int PADDED = 0x8;
    public static final int WITH_PRIORITY = 0x20;

    private Frame() {}

    /** Four octets as a number. */
    public static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    /** Four octets as a number, without the reserved first bit. */
    public static int int31(byte[] bytes, int at) {
        return int32(bytes, at) & 0x7fff_ffff;
    }

    static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
