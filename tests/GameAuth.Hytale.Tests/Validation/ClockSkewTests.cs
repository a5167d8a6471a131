using static GameAuth.Hytale.Tests.Validation.TokenWorld;

namespace GameAuth.Hytale.Tests.Validation;

public class ClockSkewTests
{
    [Theory]
    [InlineData(300, -299, true)]
    [InlineData(300, -300, false)]
    [InlineData(60, -59, true)]
    [InlineData(60, -60, false)]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    public Task The_end_of_a_token_has_its_tolerance(int skew, int end, bool good) => Judge(skew, "exp", end, good, HytaleTokenRefusal.Expired);

    [Theory]
    [InlineData(300, 300, true)]
    [InlineData(300, 301, false)]
    [InlineData(60, 60, true)]
    [InlineData(60, 61, false)]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    public Task The_beginning_of_a_token_has_its_tolerance(int skew, int start, bool good) => Judge(skew, "nbf", start, good, HytaleTokenRefusal.NotYetValid);

    [Theory]
    [InlineData(300, 300, true)]
    [InlineData(300, 301, false)]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, false)]
    public Task The_issue_of_a_token_has_its_tolerance(int skew, int issued, bool good) => Judge(skew, "iat", issued, good, HytaleTokenRefusal.IssuedInFuture);

    [Fact]
    public async Task Five_minutes_are_allowed_unless_said_otherwise()
    {
        using TokenWorld world = new();
        Assert.True((await world.ValidateAsync(With(world.Identity(), ("exp", world.Now - 299)))).IsValid);
        Assert.False((await world.ValidateAsync(With(world.Identity(), ("exp", world.Now - 300)))).IsValid);
    }

    [Fact]
    public async Task A_token_that_is_remembered_still_ends()
    {
        using TokenWorld world = new(static options => options.ClockSkew = TimeSpan.Zero);
        string token = world.Sign(With(world.Identity(), ("exp", world.Now + 30)));
        Assert.True((await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).IsValid);
        world.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.True((await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).IsValid);

        // The wall clock is what a token's end is measured by, whatever the cache's own time.
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(1));
        Assert.Equal(HytaleTokenRefusal.Expired, (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Refusal);
        world.Clock.ShiftWallClock(TimeSpan.FromHours(-1));
        Assert.Equal(HytaleTokenRefusal.NotYetValid, (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Refusal);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_finds_a_remembered_token_not_issued_yet()
    {
        using TokenWorld world = new(static options => options.ClockSkew = TimeSpan.Zero);
        string token = world.Sign(Without(world.Identity(), "nbf"));
        Assert.True((await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).IsValid);
        world.Clock.ShiftWallClock(TimeSpan.FromHours(-1));
        Assert.Equal(HytaleTokenRefusal.IssuedInFuture, (await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity)).Refusal);
    }

    private static async Task Judge(int skew, string claim, int fromNow, bool good, HytaleTokenRefusal refusal)
    {
        using TokenWorld world = new(options => options.ClockSkew = TimeSpan.FromSeconds(skew));
        HytaleTokenResult result = await world.ValidateAsync(With(world.Identity(), (claim, world.Now + fromNow)));
        Assert.Equal(good ? HytaleTokenRefusal.None : refusal, result.Refusal);
    }
}
