/**
 * The stand-in for Salesforce: OAuth, REST, SOQL and Bulk API 2.0 as the vendor publishes them, over an org whose records
 * are made from a seed and kept compactly, so that it can hold a million contacts.
 */
@NullMarked
package io.salessync.sandbox.salesforce;

import org.jspecify.annotations.NullMarked;
