-- Two roles for one database: the owner migrates and loads, the service reads and writes rows. Once, by a superuser:
--   HWAKSAN_OWNER_PASSWORD=… HWAKSAN_DATABASE_PASSWORD=… psql --set=ON_ERROR_STOP=1 --dbname=hwaksan --file=roles.sql
-- Passwords come from the environment, where no list of processes and no history of a shell shows them.
\getenv owner_password HWAKSAN_OWNER_PASSWORD
\getenv service_password HWAKSAN_DATABASE_PASSWORD
SET password_encryption = 'scram-sha-256';
CREATE ROLE hwaksan_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE hwaksan LOGIN PASSWORD :'service_password';

REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO hwaksan_owner, hwaksan;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO hwaksan_owner;
GRANT USAGE ON SCHEMA public TO hwaksan;

ALTER DEFAULT PRIVILEGES FOR ROLE hwaksan_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hwaksan;
ALTER DEFAULT PRIVILEGES FOR ROLE hwaksan_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO hwaksan;

-- The index that all processes share: derived rows in schemas of their own (hwaksan_index_…), which the service makes,
-- fills and drops. Leave these two lines out where there is no pgvector; then each process keeps an index of its own.
CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
GRANT CREATE ON DATABASE :"DBNAME" TO hwaksan;
