package io.salessync.matching;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;

/** Telephone numbers in one form. */
final class Phones {
    private static final int END = 8;
    private static final int SHORTEST = 5;

    private Phones() {}

    /** With its country, digits alone; what cannot be read as a number keeps its digits, and what is too short to tell anything is empty. */
    static String normal(String written, String region) {
        if (written.isBlank()) {
            return "";
        }
        String digits = Folding.digits(written);
        if (digits.length() < SHORTEST) {
            return "";
        }
        try {
            PhoneNumberUtil phones = PhoneNumberUtil.getInstance();
            PhoneNumber number = phones.parse(written, region.isEmpty() ? "ZZ" : region);
            return number.getCountryCode() + (number.isItalianLeadingZero() ? "0" : "") + number.getNationalNumber();
        } catch (NumberParseException e) {
            int zeros = 0;
            while (zeros < digits.length() - SHORTEST && digits.charAt(zeros) == '0') {
                zeros++;
            }
            return digits.substring(zeros);
        }
    }

    /** The last digits, by which a number with its country and one without are still the same. */
    static String end(String normal) {
        return normal.length() <= END ? normal : normal.substring(normal.length() - END);
    }

    /** Whether a region's two letters are known. */
    static boolean known(String region) {
        return PhoneNumberUtil.getInstance().getSupportedRegions().contains(region);
    }
}
