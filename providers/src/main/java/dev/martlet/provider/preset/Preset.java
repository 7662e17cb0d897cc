// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.preset;

import dev.martlet.provider.config.AuthConfig;
import dev.martlet.provider.config.DialectName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known about a provider.
 *
 * @param name of the preset
 * @param url base URL, with parameters in braces
 * @param dialect what it speaks
 * @param also what it speaks too, below the same URL: clients of these dialects are passed on
 * @param auth how it wants its key
 * @param env the environment variable that usually holds the key, or null
 * @param keyless whether it may be used without a key
 * @param operations what it can be asked for
 * @param paths where an operation is, if not where others have it
 * @param headers to send with each request
 * @param body members to add to each request's body
 * @param omit members to leave out of each request's body
 * @param quirks where it differs from its dialect
 * @param prices whose entries of the catalogue apply
 */
public record Preset(
        String name,
        String url,
        DialectName dialect,
        Set<DialectName> also,
        AuthConfig auth,
        @Nullable String env,
        boolean keyless,
        Set<Operation> operations,
        Map<Operation, String> paths,
        Map<String, String> headers,
        Map<String, JsonNode> body,
        List<String> omit,
        Quirks quirks,
        String prices) {
    public Preset {
        also = Set.copyOf(also);
        operations = Set.copyOf(operations);
        paths = Map.copyOf(paths);
        headers = Map.copyOf(headers);
        body = Map.copyOf(body);
        omit = List.copyOf(omit);
    }
}
