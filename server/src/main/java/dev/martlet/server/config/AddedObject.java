// SPDX-License-Identifier: Apache-2.0
package dev.martlet.server.config;

import dev.martlet.server.config.yaml.Node.MapNode;

/**
 * An object that was made at run time: it is bound, checked and compiled as if it stood at the end
 * of its section in the file.
 *
 * @param section for example {@code tenants}
 * @param name unique in the section
 * @param node what it says, its name included
 */
public record AddedObject(String section, String name, MapNode node) {
    /** What stands for the file in problems. */
    String place() {
        return "admin: " + section + "/" + name;
    }

    /** Without the values. */
    @Override
    public String toString() {
        return place();
    }
}
