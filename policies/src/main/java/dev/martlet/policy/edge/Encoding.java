// SPDX-License-Identifier: Apache-2.0
package dev.martlet.policy.edge;

import dev.martlet.core.config.Doc;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.zip.Deflater;

/** A content coding (RFC 9110, section 8.4.1). */
public enum Encoding {
    @Doc("What everybody understands.")
    GZIP("gzip"),
    /** The zlib format (RFC 1950); raw deflate under this name is a mistake of others. */
    @Doc("The same with 12 bytes less; a few old clients get it wrong.")
    DEFLATE("deflate");

    /** Near the best ratio of zlib at about half of the cost of its default level, 6. */
    private static final int LEVEL = 4;

    private final String token;

    Encoding(String token) {
        this.token = token;
    }

    String token() {
        return token;
    }

    /** Content-Encoding with this coding. */
    Header header() {
        return this == GZIP ? Fields.GZIP : Fields.DEFLATE;
    }

    /** A compressor with memory outside the heap: whoever asks for it has to end it. */
    Deflater deflater() {
        return new Deflater(LEVEL, this == GZIP);
    }

    private static final class Fields {
        static final Header GZIP = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");
        static final Header DEFLATE =
                HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "deflate");
    }
}
