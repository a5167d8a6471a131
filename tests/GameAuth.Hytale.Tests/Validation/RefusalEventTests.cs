using GameAuth.Testing;
using static GameAuth.Hytale.Tests.Validation.TokenWorld;

namespace GameAuth.Hytale.Tests.Validation;

public class RefusalEventTests
{
    [Fact]
    public async Task An_event_has_reason_and_fingerprint_and_not_the_token()
    {
        RecordingSink sink = new();
        using TokenWorld world = new(sinks: [new Throwing(), sink]);
        string token = world.Sign(With(world.Access(), ("email", "ada@emu.test")));
        HytaleTokenResult result = await world.Validator.ValidateAsync(token, ServerAccess() with { Audience = "emu-server-2" });
        HytaleTokenRefusedEvent told = Assert.IsType<HytaleTokenRefusedEvent>(Assert.Single(sink.Events));
        Assert.Equal(
            ("hytale.auth.failed", world.Clock.GetUtcNow(), HytaleTokenRefusal.WrongAudience, "aud", "server access"),
            (told.Name, told.At, told.Reason, told.Claim, told.Profile));
        Assert.Equal((HytaleEventOutcome.Failed, null, Prints.Of(token)), (told.Outcome, told.Account, told.TokenFingerprint));
        foreach (string part in token.Split('.'))
        {
            Assert.DoesNotContain(part, told.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(part, result.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_token_has_the_same_fingerprint_and_another_has_another()
    {
        RecordingSink sink = new();
        using TokenWorld world = new(sinks: [sink]);
        foreach (string token in (string[])["a.b.c", "a.b.c", "a.b.d"])
        {
            await world.Validator.ValidateAsync(token, HytaleTokenProfile.Identity);
        }

        string[] prints = [.. sink.Events.Cast<HytaleTokenRefusedEvent>().Select(static one => one.TokenFingerprint)];
        Assert.Equal(prints[0], prints[1]);
        Assert.NotEqual(prints[1], prints[2]);
    }

    [Fact]
    public async Task There_is_one_event_also_where_a_key_had_to_be_asked_for()
    {
        RecordingSink sink = new();
        using TokenWorld world = new(sinks: [sink]);
        await world.Validator.ValidateAsync(new TokenSigner(2, "other").Sign(world.Identity().ToJsonString()), HytaleTokenProfile.Identity);
        await world.Validator.ValidateAsync(new TokenSigner(2, "emu-key-1").Sign(world.Identity().ToJsonString()), HytaleTokenProfile.Identity);
        Assert.Equal(
            [HytaleTokenRefusal.UnknownKey, HytaleTokenRefusal.BadSignature],
            sink.Events.Cast<HytaleTokenRefusedEvent>().Select(static one => one.Reason));
    }

    [Fact]
    public async Task A_good_token_raises_no_event()
    {
        RecordingSink sink = new();
        using TokenWorld world = new(sinks: [sink]);
        HytaleTokenResult result = await world.ValidateAsync(With(world.Identity(), ("email", "ada@emu.test")));
        Assert.Empty(sink.Events);
        Assert.DoesNotContain("ada@emu.test", result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("EmuAda", result.ToString(), StringComparison.Ordinal);
    }

    private sealed class Throwing : IAuthEventSink
    {
        public void OnEvent(AuthEvent happened) => throw new InvalidOperationException("a sink of somebody's");
    }
}
