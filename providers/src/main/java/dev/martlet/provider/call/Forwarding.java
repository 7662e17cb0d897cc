// SPDX-License-Identifier: Apache-2.0
package dev.martlet.provider.call;

import dev.martlet.provider.dialect.Dialect;
import dev.martlet.provider.json.Json;
import dev.martlet.provider.json.JsonEdit;
import dev.martlet.provider.json.JsonMembers;
import dev.martlet.provider.preset.Quirks;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/**
 * What is edited in a body that is passed on in its own dialect: everything else keeps its bytes.
 *
 * @param modelInBody whether the body names the model, not the path
 * @param usageOption whether a stream tells its usage only if it is asked to
 */
record Forwarding(boolean modelInBody, boolean usageOption) {
    private static final String MARK = "martlet";
    private static final String OPTIONS = "stream_options";

    static Forwarding of(Dialect dialect) {
        return new Forwarding(
                !dialect.path(MARK, false).contains(MARK), dialect.name().equals("openai-chat"));
    }

    byte[] body(byte[] bytes, String model, boolean stream, Quirks quirks) {
        JsonMembers members = JsonMembers.of(bytes);
        JsonEdit edit = members.edit();
        if (modelInBody && !model.equals(members.text("model"))) {
            edit.set("model", StringNode.valueOf(model));
        }
        if (usageOption) {
            options(members, edit, stream, quirks);
            limit(members, edit, quirks);
        }
        return edit.bytes();
    }

    /** What a stream has used is wanted always, for accounting. */
    private static void options(JsonMembers members, JsonEdit edit, boolean stream, Quirks quirks) {
        if (!stream) {
            return;
        }
        if (!quirks.streamUsage()) {
            edit.remove(OPTIONS);
            return;
        }
        @Nullable JsonMembers options = members.object(OPTIONS);
        if (options == null) {
            edit.set(OPTIONS, Json.object().put("include_usage", true));
        } else if (!Boolean.TRUE.equals(options.flag("include_usage"))) {
            edit.set(OPTIONS, options.edit().set("include_usage", BooleanNode.TRUE).bytes());
        }
    }

    /** The limit of tokens has two names, of which some providers know one. */
    private static void limit(JsonMembers members, JsonEdit edit, Quirks quirks) {
        @Nullable String wanted = quirks.maxTokensField();
        if (wanted == null) {
            return;
        }
        String other = wanted.equals("max_tokens") ? "max_completion_tokens" : "max_tokens";
        var value = members.value(other);
        if (value == null) {
            return;
        }
        if (!members.isSet(wanted)) {
            edit.set(wanted, value);
        }
        edit.remove(other);
    }
}
