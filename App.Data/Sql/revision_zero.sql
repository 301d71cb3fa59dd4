-- Revision 0 is the empty policy, which stands before anything is published. Its digest is SHA-256 over no objects.
INSERT INTO revisions (number, published_at, effective_at, author, summary, policy_digest, approvals)
VALUES (
    0, 'epoch', 'epoch',
    '{"kind": "System", "issuer": "access-console", "subject": "system", "name": "system"}',
    'the empty policy',
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '[]');
