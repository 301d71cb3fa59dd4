COPY campaign_items (campaign_id, grant_id, number, body, places) FROM STDIN (FORMAT BINARY)
