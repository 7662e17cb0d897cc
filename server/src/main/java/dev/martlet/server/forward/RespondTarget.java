// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.forward;

import dev.martlet.core.Exchange;
import dev.martlet.core.FullReply;
import dev.martlet.core.LocalTarget;
import dev.martlet.core.Reply;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A fixed answer. */
public final class RespondTarget implements LocalTarget {
    private final Status status;
    private final WritableHeaders<?> headers = WritableHeaders.create();
    private final byte[] body;

    /**
     * A fixed answer.
     *
     * @param status its status, 200 to 599
     * @param headers its fields; without a Content-Type, a body is plain text
     * @param body its body
     */
    public RespondTarget(int status, Map<String, String> headers, String body) {
        this.status = Status.create(status);
        this.body = body.getBytes(StandardCharsets.UTF_8);
        if (this.body.length > 0) {
            this.headers.set(
                    HeaderValues.create(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8"));
        }
        headers.forEach((name, value) -> this.headers.set(HeaderNames.create(name), value));
    }

    @Override
    public Reply answer(Exchange exchange) {
        return new FullReply(status, WritableHeaders.create(headers), body);
    }

    @Override
    public String describe() {
        return "respond " + status.code();
    }
}
