using System.Text.Json;
using GameAuth.Jose.Tests.Vectors;

namespace GameAuth.Jose.Tests;

public class WycheproofEd25519Tests
{
    private const string File = "ed25519_test.json";

    [WycheproofFact(File)]
    public void A_key_without_a_table_agrees_with_Wycheproof() => Wycheproof.Judge(File, static (group, test) => Verify(group, test, prepared: false), atLeast: 151);

    [WycheproofFact(File)]
    public void A_key_with_a_table_agrees_with_Wycheproof() => Wycheproof.Judge(File, static (group, test) => Verify(group, test, prepared: true), atLeast: 151);

    private static bool Verify(JsonElement group, JsonElement test, bool prepared)
    {
        if (!Ed25519PublicKey.TryImport(group.GetProperty("publicKey").Bytes("pk"), out Ed25519PublicKey? key))
        {
            return false;
        }

        if (prepared)
        {
            key.Prepare();
        }

        return key.Verify(test.Bytes("msg"), test.Bytes("sig"));
    }
}
