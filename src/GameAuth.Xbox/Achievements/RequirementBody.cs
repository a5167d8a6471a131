namespace GameAuth.Xbox;

/// <summary>One requirement as the service has it.</summary>
internal sealed class RequirementBody
{
    public string? Id { get; set; }

    public string? Current { get; set; }

    public string? Target { get; set; }

    public string? OperationType { get; set; }

    public string? ValueType { get; set; }

    public string? RuleParticipationType { get; set; }

    public XboxAchievementRequirement Read() => new()
    {
        Id = Lenient.Text(Id),
        Current = Lenient.TextOrNull(Current),
        Target = Lenient.Text(Target),
        OperationType = Lenient.Text(OperationType),
        ValueType = Lenient.Text(ValueType),
        ParticipationType = Lenient.Word<XboxParticipationType>(RuleParticipationType),
    };
}
