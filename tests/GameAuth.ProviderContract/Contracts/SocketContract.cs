namespace GameAuth.ProviderContract;

/// <summary>A socket is opened with the account's token, at the token's audience and nowhere else, and its frames hold no secret but those that are meant for it.</summary>
public abstract class SocketContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    [Fact]
    public async Task The_handshake_carries_the_token_if_it_is_to_and_no_cookie()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        await using IAsyncDisposable socket = await OpenAsync(account);
        WireRecord[] handshakes = [.. Tap.Sent.Where(static record => record.IsHandshake)];
        Assert.True(Harness.HandshakeCarriesToken ? handshakes.Length == 1 : handshakes.Length > 0);
        Assert.All(handshakes, handshake =>
        {
            Assert.Equal(Harness.HandshakeCarriesToken, handshake.Headers.ContainsKey("Authorization"));
            Assert.DoesNotContain("Cookie", handshake.Headers.Keys, StringComparer.OrdinalIgnoreCase);
            Assert.All(Harness.Secrets, secret => Assert.DoesNotContain(secret, handshake.Target.AbsoluteUri, StringComparison.Ordinal));
            if (!Harness.HandshakeCarriesToken)
            {
                Assert.All(Harness.Secrets, secret => Assert.All(handshake.Headers.Values, value => Assert.DoesNotContain(secret, value, StringComparison.Ordinal)));
            }
        });
    }

    [Theory]
    [InlineData("wss://elsewhere.example/socket")]
    [InlineData("https://elsewhere.example/socket")]
    [InlineData("ws://elsewhere.example/socket")]
    public async Task A_foreign_host_gets_neither_handshake_nor_token(string target)
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeafAndGrant();
        int sent = Tap.Sent.Count;
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => OpenAsync(account, new Uri(target)));
        Assert.Contains("elsewhere.example", error.Message, StringComparison.Ordinal);
        Assert.Equal(sent, Tap.Sent.Count);
    }

    [Fact]
    public async Task Its_frames_are_heard_and_hold_no_secret_but_those_that_are_meant_for_it()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        await using IAsyncDisposable socket = await OpenAsync(account);
        await UntilAsync(() => !Tap.Frames.IsEmpty);
        string[] secrets = [.. Harness.Secrets.Except(Harness.SecretsOfFrames).Where(static secret => secret.Length >= 8)];
        Assert.NotEmpty(secrets);
        Assert.All(Tap.Frames, frame => Assert.All(secrets, secret => Assert.DoesNotContain(secret, frame, StringComparison.Ordinal)));
    }

    private Task<IAsyncDisposable> OpenAsync(Account account, Uri? target = null) =>
        Harness.OpenSocketAsync(account, target).WaitAsync(ProviderHarness.Patience);
}
