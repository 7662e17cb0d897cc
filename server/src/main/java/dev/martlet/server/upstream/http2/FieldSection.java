// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.upstream.http2;

import dev.martlet.server.http2.FieldRules;
import dev.martlet.server.http2.HpackField;
import io.helidon.http.Header;
import io.helidon.http.WritableHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The head of a reply, or its trailers, as they are decoded. Notes the first thing that makes them
 * malformed (RFC 9113, section 8.1.1) and goes on: the rest of the block has to be decoded anyway.
 */
final class FieldSection {
    private final WritableHeaders<?> headers = WritableHeaders.create();
    private int status;
    private boolean pseudo;
    private int size;
    private boolean regular;
    private @Nullable String problem;

    void add(HpackField field) {
        size += field.size();
        if (problem != null) {
            return;
        }
        if (size > Limits.FIELD_SECTION_BYTES) {
            problem = "fields of more than " + Limits.FIELD_SECTION_BYTES + " bytes";
        } else if (field.isPseudo()) {
            addPseudo(field);
        } else {
            regular = true;
            addRegular(field);
        }
    }

    /** Why the section is malformed, or null if it is not. */
    @Nullable String problem() {
        return problem;
    }

    /** The status, 0 if there is none. */
    int status() {
        return status;
    }

    boolean hasPseudo() {
        return pseudo;
    }

    WritableHeaders<?> headers() {
        return headers;
    }

    private void addPseudo(HpackField field) {
        pseudo = true;
        String value = field.value();
        if (!field.name().equals(":status") || regular || status != 0 || !isStatus(value)) {
            problem = "pseudo-header field " + field.name();
        } else {
            status = Integer.parseInt(value);
        }
    }

    private void addRegular(HpackField field) {
        @Nullable Header header = field.header();
        if (header == null || FieldRules.ofConnection(header.headerName())) {
            problem = "field " + (header == null ? "of invalid octets" : field.name());
        } else {
            headers.add(header);
        }
    }

    private static boolean isStatus(String value) {
        if (value.length() != 3 || value.charAt(0) < '1') {
            return false;
        }
        return value.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
