package io.salessync.mapping;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names that mean the same in CRMs, in files of several languages, and here. */
final class Synonyms {
    /** Each line is one meaning. */
    private static final List<String> MEANINGS = List.of(
            "givenname firstname forename vorname prenom nombre fname first",
            "familyname lastname surname secondname nachname nom apellido lname last",
            "middlename middleinitial zweitername",
            "fullname name displayname contactname leadname personname",
            "salutation anrede honorific prefix courtesytitle",
            "suffix namesuffix",
            "title jobtitle position role jobrole jobfunction funktion",
            "department abteilung dept division",
            "email emailaddress mail primaryemail workemail businessemail emailwork correo courriel emailadresse",
            "otheremail secondaryemail alternateemail email2 emailother privateemail personalemail homeemail",
            "phone telephone tel phonenumber workphone businessphone officephone telefon telefonnummer phonework",
            "mobilephone mobile cell cellphone mobilenumber handy handynummer mobil phonemobile gsm",
            "homephone privatephone phonehome telefonprivat",
            "otherphone alternatephone phoneother assistantphone phone2",
            "company companyname account accountname organisation organization firma firmenname employer unternehmen business",
            "companyexternalid accountid companyid organisationid organizationid",
            "street mailingstreet billingstreet address address1 addressline1 streetaddress strasse addressstreet mailingaddress",
            "city mailingcity billingcity town ort stadt locality addresscity",
            "region state province mailingstate billingstate stateprovince bundesland county addressstate kanton",
            "postalcode zip zipcode postcode plz mailingpostalcode billingpostalcode postleitzahl addresspostalcode",
            "country mailingcountry billingcountry land countrycode addresscountry countryname",
            "otherstreet shippingstreet",
            "othercity shippingcity",
            "otherregion otherstate shippingstate",
            "otherpostalcode shippingpostalcode",
            "othercountry shippingcountry",
            "owner ownername accountmanager salesrep assignedto verantwortlicher betreuer responsible ownerid",
            "source leadsource accountsource origin herkunft quelle",
            "birthdate dateofbirth dob birthday geburtsdatum geburtstag",
            "language preferredlanguage sprache locale",
            "donotcontact contactblocked nocontact",
            "emailoptout hasoptedoutofemail optedoutofemail unsubscribed emailunsubscribed noemail",
            "phoneoptout donotcall nocalls callblocked",
            "mailoptout hasoptedoutofmail donotmail nomail",
            "lastactivityat lastactivitydate lastactivity lastcontacted lastcontactdate lastengagement",
            "website url homepage web webaddress webseite",
            "domain emaildomain",
            "industry branche sector",
            "externalid id recordid contactid",
            "numberofemployees employees headcount mitarbeiter",
            "annualrevenue revenue umsatz turnover",
            "description notes comment comments beschreibung bemerkung notiz",
            "createdat createddate created creationdate erstelltam",
            "changedat lastmodifieddate lastmodified updatedat systemmodstamp modified");

    private static final Map<String, Integer> BY_WORD = byWord();

    private Synonyms() {}

    private static Map<String, Integer> byWord() {
        Map<String, Integer> byWord = new HashMap<>();
        for (int i = 0; i < MEANINGS.size(); i++) {
            for (String word : MEANINGS.get(i).split(" ")) {
                byWord.putIfAbsent(word, i);
            }
        }
        return Map.copyOf(byWord);
    }

    /** Letters and digits alone, small; without the marks that a CRM puts on what an organisation made itself. */
    static String plain(String name) {
        String apart = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        return apart.replaceFirst("__(c|pc|r)$", "")
                .toLowerCase(Locale.ROOT)
                .replace("ß", "ss")
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /** The words of a name: {@code MailingPostalCode} and {@code mailing_postal_code} have the same three. */
    static List<String> words(String name) {
        String apart = name.replaceFirst("__(c|pc|r)$", "").replaceAll("(?<=[\\p{Ll}\\d])(?=\\p{Lu})", " ");
        List<String> words = new ArrayList<>();
        for (String word : apart.split("[^\\p{L}\\p{N}]+")) {
            String plain = plain(word);
            if (!plain.isEmpty()) {
                words.add(plain);
            }
        }
        return words;
    }

    /** The number of what a name means; null: nothing we know of. */
    static @Nullable Integer meaning(String name) {
        return BY_WORD.get(plain(name));
    }
}
