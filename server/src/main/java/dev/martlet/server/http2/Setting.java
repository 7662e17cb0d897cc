// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http2;

/** Identifiers of settings (RFC 9113, section 6.5.2). */
public final class Setting {
    public static final int HEADER_TABLE_SIZE = 0x1;
    public static final int ENABLE_PUSH = 0x2;
    public static final int MAX_CONCURRENT_STREAMS = 0x3;
    public static final int INITIAL_WINDOW_SIZE = 0x4;
    public static final int MAX_FRAME_SIZE = 0x5;
    public static final int MAX_HEADER_LIST_SIZE = 0x6;

    /** Whether CONNECT may name a protocol (RFC 8441, section 3). */
    public static final int ENABLE_CONNECT_PROTOCOL = 0x8;

    private Setting() {}
}
