namespace GameAuth.Browser.Tests;

internal static class Challenges
{
    public const string Origin = "https://game.example";
    public const string Key = "game-token";
    public const string Token = "made-up.token.of-a-test";

    public static AccountId Account { get; } = new("toy", "default", "0000000000000000000000madeup");

    public static BrowserValueChallenge Value(string key = Key, string origin = Origin) => new(new Uri(Origin + "/login?hint=made-up"), new Uri(origin), key) { Account = Account };

    public static RedirectChallenge Redirect(string redirect) => new(new Uri("https://login.example/authorize?state=made-up-state"), new Uri(redirect)) { Account = Account };
}
