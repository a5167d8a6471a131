using GameAuth.Hytale;
using Spectre.Console;

namespace HytaleServer;

/// <summary>What the account has. Texts of the service are written verbatim, never as markup.</summary>
internal static class Show
{
    public static void Profiles(IReadOnlyList<HytaleProfile> profiles, bool isPlain)
    {
        if (isPlain)
        {
            foreach (HytaleProfile profile in profiles)
            {
                Console.WriteLine($"  {profile.Username}  {profile.Id}  {string.Join(' ', profile.Entitlements)}");
            }

            return;
        }

        Table table = new Table().RoundedBorder().AddColumns("Profile", "Id", "Entitlements");
        foreach (HytaleProfile profile in profiles)
        {
            table.AddRow(new Text(profile.Username), new Text($"{profile.Id}"), new Text(string.Join(' ', profile.Entitlements)));
        }

        AnsiConsole.Write(table);
    }

    /// <summary>What others find who verify the session's tokens: never the tokens.</summary>
    public static async Task TokensAsync(HytaleGameSession session, HytaleTokenValidator tokens, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Session token: {Say(await tokens.ValidateAsync(session.SessionToken, HytaleTokenProfile.Session, cancellationToken))}");
        Console.WriteLine($"Identity token: {Say(await tokens.ValidateAsync(session.IdentityToken, HytaleTokenProfile.Identity, cancellationToken))}");
    }

    private static string Say(HytaleTokenResult result) => result.IsValid
        ? $"verified, of {result.Token.Username ?? result.Token.Subject.ToString()}, with the scopes {string.Join(' ', result.Token.Scopes)}, until {result.Token.ExpiresAt.ToLocalTime():T}"
        : $"{result}";
}
