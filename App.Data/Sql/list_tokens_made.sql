-- API tokens that another token made.
SELECT * FROM tokens WHERE kind = 'Api' AND owner ->> 'tokenId' = @maker
