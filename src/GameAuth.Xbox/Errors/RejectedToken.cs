namespace GameAuth.Xbox;

/// <summary>Which of the tokens that were sent a refusal is about.</summary>
internal enum RejectedToken
{
    None,
    Device,
    Title,
    User,
}
