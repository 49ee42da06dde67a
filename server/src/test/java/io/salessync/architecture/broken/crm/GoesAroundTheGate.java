package io.salessync.architecture.broken.crm;

import io.salessync.connectors.Connection;
import io.salessync.connectors.CrmAnswer;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.Intent;

class GoesAroundTheGate {
    CrmAnswer write(CrmConnector crm, Connection connection, Intent intent, CrmWrite write) {
        return crm.send(connection, intent, write, null);
    }
}
