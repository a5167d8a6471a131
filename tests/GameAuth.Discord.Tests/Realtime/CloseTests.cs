namespace GameAuth.Discord.Tests.Realtime;

/// <summary>What each close code leads to, as the server's table has it.</summary>
public class CloseTests
{
    [Theory]
    [InlineData(1001, "Now")]
    [InlineData(1003, "Never")]
    [InlineData(1007, "Now")]
    [InlineData(1009, "Never")]
    [InlineData(1011, "FewTimes")]
    [InlineData(4400, "Never")]
    [InlineData(4401, "NewToken")]
    [InlineData(4403, "Never")]
    [InlineData(4408, "Now")]
    [InlineData(4410, "SignIn")]
    [InlineData(4419, "NewToken")]
    [InlineData(4429, "Later")]
    [InlineData(4503, "FewTimes")]
    [InlineData(null, "Now")]
    public void Each_close_says_whether_to_come_back(int? code, string expected)
    {
        RealtimeEnd end = new(code, Refusal: null, Grant);
        Assert.Equal(expected, end.Return.ToString());
        GameAuthException error = end.ToException(DateTimeOffset.UnixEpoch);
        Assert.Equal(expected is "Never" or "SignIn" or "NewToken", error is SignInRequiredException or GameAuthConfigurationException or ProviderException { IsTransient: false });
        Assert.Equal(("discord", "realtime"), (error.Provider, error.Step));
    }

    [Fact]
    public void A_limit_is_kept_for_as_long_as_the_last_error_says()
    {
        RealtimeEnd end = new(4429, new BackendRefusal("realtime", "rate_limited", "synthetic", IsRecoverable: true, TimeSpan.FromSeconds(7), Status: null), Grant);
        Assert.Equal(TimeSpan.FromSeconds(7), end.Wait);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(7), Assert.IsType<ThrottledException>(end.ToException(DateTimeOffset.UnixEpoch)).RetryAt);
    }

    private static DiscordGrant Grant { get; } = new() { AccessToken = new Secret("emu-access"), RefreshToken = new Secret("emu-refresh") };
}
