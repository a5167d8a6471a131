using static GameAuth.Hytale.Tests.Validation.TokenWorld;

namespace GameAuth.Hytale.Tests.Validation;

public class RememberedTokenTests
{
    // What the result holds: the claims as one object and the player's name as a string. 232 were measured.
    private const long ClaimsBytes = 240;

    // Beside that an entry of the cache, and a copy of the token in it, without which it could not be found by all its bytes.
    private const long EntryBytes = 96;

    [Fact]
    public async Task A_token_that_comes_again_costs_no_bytes()
    {
        using TokenWorld world = new();
        string token = world.Sign(world.Access());
        HytaleTokenProfile profile = ServerAccess() with { Scopes = [HytaleScope.Client], AnyScope = [HytaleScope.Server, HytaleScope.Client] };
        for (int i = 0; i < 50; i++)
        {
            Assert.True((await world.Validator.ValidateAsync(token, profile)).IsValid);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool valid = AtOnce(world.Validator.ValidateAsync(token, profile)).IsValid;
        Assert.Equal((true, 0L), (valid, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_token_under_a_known_key_costs_what_it_says_and_a_copy_if_it_is_remembered(bool remembered)
    {
        using TokenWorld world = new(options => options.RememberedTokens = remembered ? 1024 : 0);
        await world.WarmAsync();
        string[] tokens = [.. Enumerable.Range(0, 64).Select(i => world.Sign(With(world.Identity(), ("n", i))))];
        foreach (string token in tokens[1..])
        {
            Assert.True((await world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).IsValid);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool valid = AtOnce(world.Validator.ValidateAsync(tokens[0], HytaleTokenProfile.PlayerIdentity)).IsValid;
        Assert.True(valid);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, ClaimsBytes + (remembered ? EntryBytes + tokens[0].Length : 0));
    }

    [Fact]
    public async Task A_stranger_who_is_refused_before_a_key_is_needed_costs_no_bytes()
    {
        using TokenWorld world = new();
        await world.WarmAsync();
        string expired = world.Sign(With(world.Identity(), ("exp", 5)));
        for (int i = 0; i < 50; i++)
        {
            Assert.False((await world.Validator.ValidateAsync(expired, HytaleTokenProfile.PlayerIdentity)).IsValid);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        HytaleTokenRefusal refusal = AtOnce(world.Validator.ValidateAsync(expired, HytaleTokenProfile.PlayerIdentity)).Refusal;
        Assert.Equal((HytaleTokenRefusal.Expired, 0L), (refusal, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Fact]
    public async Task A_token_is_remembered_for_a_minute_only()
    {
        using TokenWorld world = new();
        string token = await world.WarmAsync();
        HytaleToken first = (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Token!;
        Assert.Same(first, (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Token);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.NotSame(first, (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Token);
    }

    [Fact]
    public async Task With_the_option_at_zero_no_token_is_remembered()
    {
        using TokenWorld world = new(static options => options.RememberedTokens = 0);
        string token = await world.WarmAsync();
        HytaleToken first = (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Token!;
        Assert.NotSame(first, (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Token);
    }

    private static HytaleTokenResult AtOnce(ValueTask<HytaleTokenResult> judged)
    {
        Assert.True(judged.IsCompletedSuccessfully);
        return judged.Result;
    }
}
