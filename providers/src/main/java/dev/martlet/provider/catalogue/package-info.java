// SPDX-License-Identifier: Apache-2.0
/** What is known of models: windows, capabilities, prices, the size of a text in tokens. */
@NullMarked
package dev.martlet.provider.catalogue;

import org.jspecify.annotations.NullMarked;
