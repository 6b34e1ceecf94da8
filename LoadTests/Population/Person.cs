using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Countersign.SignIn;

namespace Countersign.LoadTests.Population;

/// <summary>One enrolled user; everything follows from the number.</summary>
internal sealed record Person(UserName Name, DeviceId Device, PhoneKeys Keys)
{
    /// <summary>The one tenant, which all of them are of.</summary>
    public const string Tenant = "bench";

    public static Person Of(int number, PhoneKeys[] keys) =>
        new(new($"person{number}@bench.example"), DeviceOf(number), keys[number % keys.Length]);

    private static DeviceId DeviceOf(int number)
    {
        Span<byte> input = stackalloc byte[4], hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteInt32BigEndian(input, number);
        SHA256.HashData(input, hash);
        return new(Base64Url.EncodeToString(hash[..16]));
    }
}
