namespace GameAuth.Emulator;

/// <summary>Which of two gateways is emulated: the documented one, or the one whose code is known. They differ.</summary>
public enum HytaleGatewayStyle
{
    /// <summary>As the API documentation says: pending is 401, errors have <c>code</c>, <c>message</c> and <c>status</c>.</summary>
    Documented,

    /// <summary>
    /// As the published code does: pending is 202 and other errors are 400, both as <c>success</c>, <c>error</c>; profiles with
    /// <c>owner</c>; sessions without an id, one per profile; callers known by <c>account_id</c> as well.
    /// </summary>
    KnownCode,
}
