// SPDX-License-Identifier: Apache-2.0
/** YAML text to a tree of nodes that know their line and column. Nothing here knows what the keys mean. */
@NullMarked
package dev.martlet.server.config.yaml;

import org.jspecify.annotations.NullMarked;
