SELECT max(number) FROM revisions
