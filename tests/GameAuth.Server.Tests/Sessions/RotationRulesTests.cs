namespace GameAuth.Server.Tests.Sessions;

/// <summary>The rules of rotation, row by row.</summary>
public sealed class RotationRulesTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int Current = 5;
    private const int Used = Current;
    private const int Unused = Current - 1;

    // The columns: presented generation, seconds since the last step, whether the family's key was proven, highest generation seen in use, and the decision.
    [Theory]
    [InlineData(Current, 0, false, Unused, nameof(RotationDecision.Advance))]
    [InlineData(Current, 0, false, Used, nameof(RotationDecision.Advance))]
    [InlineData(Current, 3600, false, Unused, nameof(RotationDecision.Advance))]
    [InlineData(Current, 3600, true, Used, nameof(RotationDecision.Advance))]
    [InlineData(Current - 1, 0, false, Unused, nameof(RotationDecision.RepeatSuccessor))]
    [InlineData(Current - 1, 0.06, false, Used, nameof(RotationDecision.RepeatSuccessor))]
    [InlineData(Current - 1, 9.999, false, Used, nameof(RotationDecision.RepeatSuccessor))]
    [InlineData(Current - 1, 9.999, true, Used, nameof(RotationDecision.RepeatSuccessor))]
    [InlineData(Current - 1, 10, false, Unused, nameof(RotationDecision.Reuse))]
    [InlineData(Current - 1, 10, false, Used, nameof(RotationDecision.Reuse))]
    [InlineData(Current - 1, 10, true, Unused, nameof(RotationDecision.RepeatSuccessor))]
    [InlineData(Current - 1, 86400, true, Unused, nameof(RotationDecision.RepeatSuccessor))]
    [InlineData(Current - 1, 86400, true, -1, nameof(RotationDecision.RepeatSuccessor))]
    [InlineData(Current - 1, 10, true, Used, nameof(RotationDecision.Reuse))]
    [InlineData(Current - 2, 0, false, Unused, nameof(RotationDecision.Reuse))]
    [InlineData(Current - 2, 0, true, Unused, nameof(RotationDecision.Reuse))]
    [InlineData(0, 0, true, -1, nameof(RotationDecision.Reuse))]
    [InlineData(Current + 1, 0, false, Unused, nameof(RotationDecision.AdvanceBeyond))]
    [InlineData(Current + 100, 3600, false, Used, nameof(RotationDecision.AdvanceBeyond))]
    [InlineData(Current - 1, -3600, false, Used, nameof(RotationDecision.RepeatSuccessor))]
    public void A_row_of_the_table(int presented, double age, bool isKeyProven, int acknowledged, string decision)
    {
        SessionFamily family = Family(acknowledged);
        Assert.Equal(decision, RotationRules.Decide(family, presented, isKeyProven, Window, Start + TimeSpan.FromSeconds(age)).ToString());
    }

    [Theory]
    [InlineData(Current)]
    [InlineData(Current - 1)]
    [InlineData(0)]
    [InlineData(Current + 1)]
    public void An_ended_idle_or_over_family_refuses_each_generation(int presented)
    {
        SessionFamily family = Family(Unused);
        Assert.Equal(RotationDecision.Refuse, RotationRules.Decide(family with { Status = FamilyStatus.Revoked }, presented, isKeyProven: true, Window, Start));
        Assert.Equal(RotationDecision.Refuse, RotationRules.Decide(family with { Status = FamilyStatus.Compromised }, presented, isKeyProven: true, Window, Start));
        Assert.Equal(RotationDecision.Refuse, RotationRules.Decide(family, presented, isKeyProven: true, Window, family.IdleEndsAt));
        Assert.Equal(RotationDecision.Refuse, RotationRules.Decide(family with { IdleEndsAt = DateTimeOffset.MaxValue }, presented, isKeyProven: true, Window, family.EndsAt));
        Assert.NotEqual(RotationDecision.Refuse, RotationRules.Decide(family, presented, isKeyProven: true, Window, family.IdleEndsAt - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_window_of_zero_takes_no_parent_without_a_key() =>
        Assert.Equal(RotationDecision.Reuse, RotationRules.Decide(Family(Unused), Current - 1, isKeyProven: false, TimeSpan.Zero, Start));

    private static SessionFamily Family(int acknowledged) => new()
    {
        Id = FamilyId.Of([1]),
        Subject = "player",
        Provider = "toy",
        ProviderSubject = "1001",
        Profile = "web",
        ClientId = "web",
        Status = FamilyStatus.Active,
        Generation = Current,
        AcknowledgedGeneration = acknowledged,
        CreatedAt = Start - TimeSpan.FromDays(1),
        RotatedAt = Start,
        IdleEndsAt = Start + TimeSpan.FromDays(7),
        EndsAt = Start + TimeSpan.FromDays(29),
    };
}
