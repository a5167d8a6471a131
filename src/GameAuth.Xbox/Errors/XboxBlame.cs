namespace GameAuth.Xbox;

/// <summary>Which of the tokens that were sent a refusal is about.</summary>
internal enum XboxBlame
{
    None,
    Device,
    Title,
    User,
}
