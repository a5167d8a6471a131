using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Hytale;

namespace Tour.Hytale;

/// <summary>Tokens of servers and players are verified with the keys that the service publishes, which come and go.</summary>
internal static class TokenAct
{
    private const int Strangers = 50;

    public static async Task RunAsync(TourScene scene, HytaleGameSession session, HytaleTokenValidator tokens, CancellationToken cancellationToken)
    {
        bool good = (await tokens.ValidateAsync(session.SessionToken, HytaleTokenProfile.Session, cancellationToken)).IsValid
            && (await tokens.ValidateAsync(session.IdentityToken, HytaleTokenProfile.Identity, cancellationToken)).IsValid;
        scene.Report.Check(good && scene.Count(HytaleCount.Keys) == 1, "Validation", "session and identity token are good, by keys that were fetched once");

        HytaleTokenRefusal turned = await JudgeAsync(new HytaleTokenRequest { Signature = HytaleSignature.Flipped });
        HytaleTokenRefusal confused = await JudgeAsync(new HytaleTokenRequest { Signature = HytaleSignature.HmacWithPublicKey });
        HytaleTokenRefusal over = await JudgeAsync(new HytaleTokenRequest { ExpiresIn = TimeSpan.FromHours(-1) });
        scene.Report.Check(
            (turned, confused, over) is (HytaleTokenRefusal.BadSignature, HytaleTokenRefusal.WrongAlgorithm, HytaleTokenRefusal.Expired),
            "Forgeries", $"one bit turned is {turned}, a public key as secret is {confused}, an old one is {over}");

        scene.Clock.SetAhead(TimeSpan.FromMinutes(1));
        scene.Emulator.Hytale.RotateKeys();
        HytaleTokenRefusal fresh = await JudgeAsync(new HytaleTokenRequest());
        bool old = (await tokens.ValidateAsync(session.IdentityToken, HytaleTokenProfile.Identity, cancellationToken)).IsValid;
        scene.Report.Check(
            fresh is HytaleTokenRefusal.None && old && scene.Count(HytaleCount.Keys) == 2,
            "Key rotation", "the new key cost one request and no failure; the old one is still good");

        int refused = 0;
        for (int i = 0; i < Strangers; i++)
        {
            HytaleTokenRefusal why = await JudgeAsync(new HytaleTokenRequest { Header = new JsonObject { ["kid"] = $"invented-{i}" } });
            refused += why is HytaleTokenRefusal.UnknownKey ? 1 : 0;
        }

        scene.Report.Check(
            refused == Strangers && scene.Count(HytaleCount.Keys) == 2, "Strangers", $"{Strangers} tokens under invented keys are refused, and cost no request");

        async Task<HytaleTokenRefusal> JudgeAsync(HytaleTokenRequest made) =>
            (await tokens.ValidateAsync(scene.Emulator.Hytale.IssueToken(made), HytaleTokenProfile.PlayerIdentity, cancellationToken)).Refusal;
    }
}
