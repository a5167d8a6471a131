namespace GameAuth.Core.Tests.Errors;

public class UserMessagesTests
{
    public static TheoryData<string> Errors() => [.. All.Select(static error => error.GetType().Name).Distinct()];

    private static IEnumerable<GameAuthException> All =>
    [
        .. Enum.GetValues<SignInReason>().Select(static reason => new SignInRequiredException("made up", reason)),
        new AccountRestrictedException("made up", "1", helpUri: null),
        new ThrottledException("made up", DateTimeOffset.UnixEpoch, wasSent: true),
        new ProviderException("made up", 500, code: null, isTransient: true),
        new ProviderException("made up", 400, code: null, isTransient: false),
        new OutcomeUnknownException("made up"),
        new IllegalStepException("made up"),
        .. Enum.GetValues<GameAuth.Storage.RowState>().Select(static state => new CredentialStoreException("made up", state)),
        new ClockSkewException("made up", TimeSpan.FromMinutes(7)),
        new GameAuthConfigurationException("made up"),
    ];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_has_a_sentence_for_the_player(string type) => Assert.All(
        All.Where(error => error.GetType().Name == type),
        static error => Assert.EndsWith(".", error.UserMessage, StringComparison.Ordinal));

    [Fact]
    public void An_application_goes_before_a_provider_whenever_it_speaks()
    {
        UserMessageSource.Add(static key => key == "made-up_1" ? "the application's" : null);
        UserMessageSource.AddFallback(static key => key is "made-up_1" or "made-up_2" ? "the provider's" : null);
        Assert.Equal("the application's", Restricted("1").UserMessage);
        Assert.Equal("the provider's", Restricted("2").UserMessage);
        Assert.Equal(new AccountRestrictedException("made up", "3", helpUri: null).UserMessage, Restricted("3").UserMessage);
    }

    private static AccountRestrictedException Restricted(string code) => new("made up", code, helpUri: null) { Provider = "made-up" };
}
