namespace GameAuth.Server.StoreContract;

/// <summary>A family moves by compare-and-swap, and notes what was seen in use.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class RotationContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    private SessionFamily _family = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _family = await CreateAsync("a");
        await CreateAsync("another");
    }

    [Fact]
    public async Task A_step_moves_the_generation_the_times_and_the_hashes_and_nothing_else()
    {
        Fixture.Clock.Advance(Minute);
        AdvancedFamily advanced = await Store.AdvanceFamilyAsync(Step(_family.Id, 0) with { IdleLifetime = 2 * Hour }, default);
        SessionFamily expected = _family with
        {
            Generation = 1, RotatedAt = Now, IdleEndsAt = Now + (2 * Hour), NetworkHash = Hash("network 1"), UserAgentHash = Hash("agent 1"),
        };
        Assert.Equal((true, Now), (advanced.HasMoved, advanced.Now));
        AssertSame(expected, advanced.Family);
        AssertSame(expected, await FindAsync(_family.Id));
        Assert.Equal(0, (await FindAsync(NewFamily("another").Id)).Generation);
    }

    [Fact]
    public async Task A_step_without_network_and_agent_forgets_those_of_the_step_before()
    {
        AdvancedFamily advanced = await Store.AdvanceFamilyAsync(Step(_family.Id, 0) with { NetworkHash = default, UserAgentHash = default }, default);
        Assert.Equal((0, 0), (advanced.Family!.NetworkHash.Length, advanced.Family.UserAgentHash.Length));
    }

    [Fact]
    public async Task A_step_from_another_generation_moves_nothing_and_yields_the_family()
    {
        AdvancedFamily first = await Store.AdvanceFamilyAsync(Step(_family.Id, 0), default);
        Fixture.Clock.Advance(Second);
        foreach (FamilyStep step in (FamilyStep[])[Step(_family.Id, 0), Step(_family.Id, 0) with { To = 7 }, Step(_family.Id, 2)])
        {
            AdvancedFamily late = await Store.AdvanceFamilyAsync(step, default);
            Assert.Equal((false, Now), (late.HasMoved, late.Now));
            AssertSame(first.Family!, late.Family);
        }

        AssertSame(first.Family!, await FindAsync(_family.Id));
    }

    [Fact]
    public async Task A_step_may_go_on_from_a_generation_that_the_store_never_had()
    {
        AdvancedFamily advanced = await Store.AdvanceFamilyAsync(Step(_family.Id, 0) with { To = 42 }, default);
        Assert.Equal((true, 42), (advanced.HasMoved, advanced.Family!.Generation));
        Assert.True((await Store.AdvanceFamilyAsync(Step(_family.Id, 42), default)).HasMoved);
    }

    [Fact]
    public async Task The_idle_end_moves_with_each_step_up_to_the_end()
    {
        for (int generation = 0; generation < 23; generation++)
        {
            Fixture.Clock.Advance(Hour - Second);
            Assert.True((await Store.AdvanceFamilyAsync(Step(_family.Id, generation), default)).HasMoved);
        }

        Fixture.Clock.Advance(Hour - Second);
        AdvancedFamily last = await Store.AdvanceFamilyAsync(Step(_family.Id, 23), default);
        Assert.Equal((true, _family.EndsAt, _family.EndsAt), (last.HasMoved, last.Family!.IdleEndsAt, last.Family.EndsAt));
        Fixture.Clock.Advance(_family.EndsAt - Now);
        AdvancedFamily over = await Store.AdvanceFamilyAsync(Step(_family.Id, 24), default);
        Assert.Equal((false, 24, FamilyStatus.Active), (over.HasMoved, over.Family!.Generation, over.Family.Status));
    }

    [Fact]
    public async Task An_idle_family_does_not_move()
    {
        Fixture.Clock.Advance(Hour);
        AdvancedFamily idle = await Store.AdvanceFamilyAsync(Step(_family.Id, 0), default);
        Assert.False(idle.HasMoved);
        AssertSame(_family, idle.Family);
        AssertSame(_family, await FindAsync(_family.Id));
    }

    [Fact]
    public async Task An_ended_family_does_not_move_and_says_how_it_ended()
    {
        await Store.EndAsync(EndOf(_family.Id) with { Reason = EndReasons.Reuse, Status = FamilyStatus.Compromised }, default);
        AdvancedFamily ended = await Store.AdvanceFamilyAsync(Step(_family.Id, 0), default);
        Assert.False(ended.HasMoved);
        AssertSame(_family with { Status = FamilyStatus.Compromised, EndReason = EndReasons.Reuse }, ended.Family);
    }

    [Fact]
    public async Task A_family_that_is_not_there_does_not_move()
    {
        AdvancedFamily missing = await Store.AdvanceFamilyAsync(Step(NewFamily("missing").Id, 0), default);
        Assert.Equal((false, null, Now), (missing.HasMoved, missing.Family, missing.Now));
    }

    [Fact]
    public async Task A_step_outside_the_limits_is_refused()
    {
        FamilyStep good = Step(_family.Id, 0);
        FamilyStep[] refused =
        [
            good with { To = 0 }, good with { From = 3, To = 2 }, good with { From = -1 }, good with { IdleLifetime = TimeSpan.Zero }, good with { IdleLifetime = TimeSpan.MaxValue },
            good with { NetworkHash = new byte[31] }, good with { UserAgentHash = new byte[33] },
        ];
        foreach (FamilyStep step in refused)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AdvanceFamilyAsync(step, default));
        }

        AssertSame(_family, await FindAsync(_family.Id));
    }

    [Fact]
    public async Task An_acknowledgement_is_noted_and_the_first_answer_forgotten()
    {
        await Store.AcknowledgeAsync(_family.Id, 0, default);
        SessionFamily expected = _family with { AcknowledgedGeneration = 0, FirstAnswer = default };
        AssertSame(expected, await FindAsync(_family.Id));
        AssertSame(expected, (await Store.FindByNonceAsync(NewFamily("a").Nonce, default)).Family);
        Assert.NotEqual(0, (await FindAsync(NewFamily("another").Id)).FirstAnswer.Length);
    }

    [Fact]
    public async Task An_acknowledgement_stays_with_the_steps_and_rises_only()
    {
        await Store.AdvanceFamilyAsync(Step(_family.Id, 0), default);
        await Store.AdvanceFamilyAsync(Step(_family.Id, 1), default);
        Assert.Equal((-1, _family.FirstAnswer.Length), ((await FindAsync(_family.Id)).AcknowledgedGeneration, (await FindAsync(_family.Id)).FirstAnswer.Length));
        await Store.AcknowledgeAsync(_family.Id, 1, default);
        await Store.AcknowledgeAsync(_family.Id, 0, default);
        Assert.Equal(1, (await FindAsync(_family.Id)).AcknowledgedGeneration);
        AdvancedFamily advanced = await Store.AdvanceFamilyAsync(Step(_family.Id, 2), default);
        Assert.Equal((3, 1), (advanced.Family!.Generation, advanced.Family.AcknowledgedGeneration));
        await Store.AcknowledgeAsync(_family.Id, 3, default);
        Assert.Equal(3, (await FindAsync(_family.Id)).AcknowledgedGeneration);
    }

    [Fact]
    public async Task An_acknowledgement_above_the_generation_changes_nothing()
    {
        await Store.AcknowledgeAsync(_family.Id, 1, default);
        AssertSame(_family, await FindAsync(_family.Id));
    }

    [Fact]
    public async Task An_acknowledgement_of_a_family_that_is_not_there_is_ignored()
    {
        await Store.AcknowledgeAsync(NewFamily("missing").Id, 0, default);
        Assert.Null((await Store.FindFamilyAsync(NewFamily("missing").Id, default)).Family);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.AcknowledgeAsync(_family.Id, -1, default));
    }
}
