// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.anthropic;

import dev.martlet.provider.chat.CacheMark;
import dev.martlet.provider.chat.Extras;
import dev.martlet.provider.chat.Losses;
import tools.jackson.databind.node.ObjectNode;

/** {@code cache_control} on blocks and tools, for marks of other dialects. */
final class CacheControl {
    private CacheControl() {}

    /** Writes extras; a mark of another dialect is said in the words of this one. */
    static void write(Extras extras, ObjectNode into, Losses losses) {
        CacheMark mark =
                extras.dialect().equals(AnthropicDialect.NAME) ? null : CacheMark.in(extras);
        if (mark == null) {
            extras.write(into, AnthropicDialect.NAME, losses);
            return;
        }
        extras.without(CacheMark.NAMES).write(into, AnthropicDialect.NAME, losses);
        ObjectNode control = into.putObject("cache_control").put("type", "ephemeral");
        if (mark.ttl() != null) {
            control.put("ttl", mark.ttl());
        }
    }
}
