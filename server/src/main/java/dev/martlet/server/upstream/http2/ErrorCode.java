// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

/** Error codes (RFC 9113, section 7). Numbers, because a peer may send ones that nobody knows. */
final class ErrorCode {
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
    static final int HTTP_1_1_REQUIRED = 0xd;

    private ErrorCode() {}
}
