package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;

/** Where records come from: a source, or what stands in for it. */
sealed interface Feed {
    String id();

    record Asked(Place place) implements Feed {
        @Override
        public String id() {
            return place.id();
        }
    }

    /** A source whose records are taken from an earlier run. */
    record Stored(Place place) implements Feed {
        @Override
        public String id() {
            return place.id();
        }
    }

    /** Records that failed in an earlier run. */
    record Failed() implements Feed {
        @Override
        public String id() {
            return FAILED;
        }
    }

    String FAILED = "~failed";
}
