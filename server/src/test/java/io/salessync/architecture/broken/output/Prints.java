package io.salessync.architecture.broken.output;

class Prints {
    void print() {
        System.out.println("hello");
    }
}
