// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.http1;

import dev.martlet.core.GatewayException;
import dev.martlet.core.RequestFailure;
import dev.martlet.core.RequestHead;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;

/** The rules for methods, targets and hosts, for versions of HTTP that bring them as text. */
public final class TargetCheck {
    private TargetCheck() {}

    /**
     * Makes the head of a request out of checked parts.
     *
     * @param method the method
     * @param scheme {@code http} or {@code https}
     * @param authority host and optional port
     * @param target path and query, or {@code *}
     * @param headers the fields, without Host
     * @return the head, with dot segments resolved
     * @throws GatewayException if a part is not valid
     */
    public static RequestHead head(
            String method,
            String scheme,
            String authority,
            String target,
            WritableHeaders<?> headers) {
        byte[] methodOctets = octets(method);
        if (methodOctets.length == 0 || methodOctets.length > RequestLine.LONGEST_METHOD) {
            throw FieldParser.bad("The method is not valid.");
        }
        for (byte octet : methodOctets) {
            if (Grammar.token(octet) == 0) {
                throw FieldParser.bad("The method is not valid.");
            }
        }
        Method checked = RequestLine.method(methodOctets, 0, methodOctets.length);
        HostCheck.check(authority);
        if (!target.startsWith("/") && !target.equals("*")) {
            throw FieldParser.bad("The request target has an invalid form.");
        }
        RequestTarget parsed = RequestTarget.parse(octets(target), checked.equals(Method.OPTIONS));
        return new RequestHead(checked, scheme, authority, parsed.path(), parsed.query(), headers);
    }

    private static byte[] octets(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                throw new GatewayException(
                        new RequestFailure.BadRequest("The request has an invalid character."));
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
