namespace GameAuth.Core.Tests.Prompts;

internal static class Challenges
{
    public static AccountId Account { get; } = new("xbox", "default", "0000000000000000000000madeup");

    public static DeviceCodeChallenge Code(string code = "ABCD-EFGH", DateTimeOffset? end = null) =>
        new(code, new Uri("https://example.test/link"), new Uri("https://example.test/link?otc=ABCD-EFGH")) { Account = Account, ExpiresAt = end };

    public static RedirectChallenge Redirect(bool isCaught) =>
        new(new Uri("https://example.test/authorize?state=made-up"), new Uri("http://127.0.0.1:5000/back")) { Account = Account, IsCaught = isCaught };

    public static PasteChallenge Paste() => new("npsso", new Uri("https://example.test/ssocookie")) { Account = Account };

    public static BrowserValueChallenge BrowserValue(string key = "game-token") =>
        new(new Uri("https://example.test/login"), new Uri("https://example.test"), key) { Account = Account };
}
