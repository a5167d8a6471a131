using System.Security.Cryptography;
using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

/// <summary>Random and damaged signatures, judged by both. GAMEAUTH_ED25519_CASES says how many; a full run is 100000.</summary>
public class Ed25519_agrees_with_OpenSSL
{
    [OpenSslFact]
    public void On_random_and_damaged_signatures() => Ed25519Judge.OpenSsl.CompareOnRandomKeys(8032);

    [OpenSslFact]
    public void On_damaged_signatures_under_one_key_with_a_table() =>
        Ed25519Judge.OpenSsl.CompareUnderOneKey(8037, SHA256.HashData("a key that stays"u8));
}
