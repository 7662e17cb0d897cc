// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.pool;

import dev.martlet.provider.catalogue.ModelInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the target that answers it.
 *
 * @param model what the client sent as the model
 * @param tokens of the prompt, estimated
 * @param maxOutput tokens of the answer that the client allows; 0 if it does not say
 * @param tools whether the model has to call tools
 * @param vision whether it has to see images
 * @param schema whether its answer has to follow a JSON Schema
 * @param session hash of what keeps a conversation at one target, or null to choose anew
 */
public record Needs(
        String model,
        long tokens,
        long maxOutput,
        boolean tools,
        boolean vision,
        boolean schema,
        @Nullable Long session) {
    /**
     * What a model surely cannot do.
     *
     * @param info the model
     * @return words for an error message; none if it may serve
     */
    List<String> missing(ModelInfo info) {
        List<String> missing = new ArrayList<>(0);
        if (tools && !info.tools()) {
            missing.add("tools");
        }
        if (vision && !info.vision()) {
            missing.add("images");
        }
        if (schema && !info.schema()) {
            missing.add("a JSON schema");
        }
        return missing;
    }

    /** Whether the prompt fits into the window, as far as both are known. */
    boolean fits(ModelInfo info) {
        return info.contextWindow() == 0 || tokens < info.contextWindow();
    }
}
