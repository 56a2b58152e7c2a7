/**
 * `docs/partner-api.wsdl`, as it stands there: the process that a plugin runs in reads no network, and
 * a description that came from the service could send it elsewhere. It is a copy, and a test holds it to
 * the letter: a plugin is one bundled file, and what is compiled has to run as well as what is bundled,
 * while Node imports text only with `--experimental-import-text`.
 */
export const partnerWsdl = `<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions name="PartnerApi" targetNamespace="http://webservice.api.muc.unizeto.pl/" xmlns:tns="http://webservice.api.muc.unizeto.pl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <wsdl:types>
    <xs:schema targetNamespace="http://webservice.api.muc.unizeto.pl/" elementFormDefault="unqualified" version="1.0">
      <xs:element name="validateOrderParameters" type="tns:validateOrderParameters"/>
      <xs:element name="validateOrderParametersResponse" type="tns:validateOrderParametersResponse"/>
      <xs:element name="quickOrder" type="tns:quickOrder"/>
      <xs:element name="quickOrderResponse" type="tns:quickOrderResponse"/>
      <xs:element name="renewCertificate" type="tns:renewCertificate"/>
      <xs:element name="renewCertificateResponse" type="tns:renewCertificateResponse"/>
      <xs:element name="reissueCertificate" type="tns:reissueCertificate"/>
      <xs:element name="reissueCertificateResponse" type="tns:reissueCertificateResponse"/>
      <xs:element name="getOrderState" type="tns:getOrderState"/>
      <xs:element name="getOrderStateResponse" type="tns:getOrderStateResponse"/>
      <xs:element name="addEmailVerification" type="tns:addEmailVerification"/>
      <xs:element name="addEmailVerificationResponse" type="tns:addEmailVerificationResponse"/>
      <xs:element name="getEmailVerification" type="tns:getEmailVerification"/>
      <xs:element name="getEmailVerificationResponse" type="tns:getEmailVerificationResponse"/>
      <xs:element name="verifyOrder" type="tns:verifyOrder"/>
      <xs:element name="verifyOrderResponse" type="tns:verifyOrderResponse"/>
      <xs:element name="getCertificate" type="tns:getCertificate"/>
      <xs:element name="getCertificateResponse" type="tns:getCertificateResponse"/>
      <xs:element name="cancelOrder" type="tns:cancelOrder"/>
      <xs:element name="cancelOrderResponse" type="tns:cancelOrderResponse"/>
      <xs:complexType name="authToken">
        <xs:sequence>
          <xs:element name="password" type="xs:string"/>
          <xs:element name="userName" type="xs:string"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="requestHeader">
        <xs:sequence>
          <xs:element name="authToken" type="tns:authToken"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="error">
        <xs:sequence>
          <xs:element name="errorCode" type="xs:int"/>
          <xs:element name="errorText" type="xs:string" minOccurs="0"/>
          <xs:element name="elementPath" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="errors">
        <xs:sequence>
          <xs:element name="Error" type="tns:error" maxOccurs="unbounded"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="responseHeader">
        <xs:sequence>
          <xs:element name="successCode" type="xs:int"/>
          <xs:element name="timestamp" type="xs:dateTime"/>
          <xs:element name="errors" type="tns:errors" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:simpleType name="orderStatus">
        <xs:restriction base="xs:string">
          <xs:enumeration value="AWAITING"/>
          <xs:enumeration value="VERIFICATION"/>
          <xs:enumeration value="ACCEPTED"/>
          <xs:enumeration value="ENROLLED"/>
          <xs:enumeration value="REJECTED"/>
        </xs:restriction>
      </xs:simpleType>
      <xs:simpleType name="verificationState">
        <xs:restriction base="xs:string">
          <xs:enumeration value="NOT_REQUIRED"/>
          <xs:enumeration value="REQUIRED"/>
          <xs:enumeration value="FAILED"/>
          <xs:enumeration value="VERIFIED"/>
        </xs:restriction>
      </xs:simpleType>
      <xs:complexType name="orderParameters">
        <xs:sequence>
          <xs:element name="customer" type="xs:string"/>
          <xs:element name="language" type="xs:string" minOccurs="0"/>
          <xs:element name="orderID" type="xs:string" minOccurs="0"/>
          <xs:element name="productCode" type="xs:string"/>
          <xs:element name="CSR" type="xs:string" minOccurs="0"/>
          <xs:element name="email" type="xs:string" minOccurs="0"/>
          <xs:element name="commonName" type="xs:string" minOccurs="0"/>
          <xs:element name="organization" type="xs:string" minOccurs="0"/>
          <xs:element name="organizationIdentifier" type="xs:string" minOccurs="0"/>
          <xs:element name="organizationalUnit" type="xs:string" minOccurs="0"/>
          <xs:element name="locality" type="xs:string" minOccurs="0"/>
          <xs:element name="state" type="xs:string" minOccurs="0"/>
          <xs:element name="country" type="xs:string" minOccurs="0"/>
          <xs:element name="hashAlgorithm" type="xs:string" minOccurs="0"/>
          <xs:element name="userAgent" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="requestorInfo">
        <xs:sequence>
          <xs:element name="email" type="xs:string"/>
          <xs:element name="firstName" type="xs:string"/>
          <xs:element name="lastName" type="xs:string"/>
          <xs:element name="phone" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="organizationInfo">
        <xs:sequence>
          <xs:element name="organizationName" type="xs:string"/>
          <xs:element name="registrationType" type="xs:string" minOccurs="0"/>
          <xs:element name="registrationNumber" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="parsedCSR">
        <xs:sequence>
          <xs:element name="subject" type="xs:string"/>
          <xs:element name="keyAlgorithm" type="xs:string"/>
          <xs:element name="keyLength" type="xs:int" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="document">
        <xs:sequence>
          <xs:element name="fileName" type="xs:string"/>
          <xs:element name="content" type="xs:base64Binary"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="documents">
        <xs:sequence>
          <xs:element name="document" type="tns:document" maxOccurs="unbounded"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="documentReceipt">
        <xs:sequence>
          <xs:element name="fileName" type="xs:string"/>
          <xs:element name="id" type="xs:long"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="documentReceipts">
        <xs:sequence>
          <xs:element name="document" type="tns:documentReceipt" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="emailVerification">
        <xs:sequence>
          <xs:element name="email" type="xs:string"/>
          <xs:element name="state" type="tns:verificationState"/>
          <xs:element name="sentAt" type="xs:dateTime" minOccurs="0"/>
          <xs:element name="validUntil" type="xs:dateTime" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="emailVerifications">
        <xs:sequence>
          <xs:element name="emailVerification" type="tns:emailVerification" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="orderState">
        <xs:sequence>
          <xs:element name="orderID" type="xs:string"/>
          <xs:element name="orderStatus" type="tns:orderStatus"/>
          <xs:element name="productCode" type="xs:string"/>
          <xs:element name="customer" type="xs:string"/>
          <xs:element name="orderDate" type="xs:dateTime"/>
          <xs:element name="serialNumber" type="xs:string" minOccurs="0"/>
          <xs:element name="note" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="certificateDetails">
        <xs:sequence>
          <xs:element name="orderID" type="xs:string"/>
          <xs:element name="serialNumber" type="xs:string"/>
          <xs:element name="startDate" type="xs:dateTime"/>
          <xs:element name="endDate" type="xs:dateTime"/>
          <xs:element name="X509Cert" type="xs:string"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="caBundle">
        <xs:sequence>
          <xs:element name="X509Cert" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="validateOrderParameters">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderParameters" type="tns:orderParameters"/>
          <xs:element name="requestorInfo" type="tns:requestorInfo" minOccurs="0"/>
          <xs:element name="organizationInfo" type="tns:organizationInfo" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="validateOrderParametersResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="parsedCSR" type="tns:parsedCSR" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="quickOrder">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderParameters" type="tns:orderParameters"/>
          <xs:element name="requestorInfo" type="tns:requestorInfo" minOccurs="0"/>
          <xs:element name="organizationInfo" type="tns:organizationInfo" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="quickOrderResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="orderID" type="xs:string" minOccurs="0"/>
          <xs:element name="verifications" type="tns:emailVerifications" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="renewCertificate">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string" minOccurs="0"/>
          <xs:element name="customer" type="xs:string"/>
          <xs:element name="productCode" type="xs:string"/>
          <xs:element name="CSR" type="xs:string" minOccurs="0"/>
          <xs:element name="serialNumber" type="xs:string" minOccurs="0"/>
          <xs:element name="X509Cert" type="xs:string" minOccurs="0"/>
          <xs:element name="email" type="xs:string" minOccurs="0"/>
          <xs:element name="hashAlgorithm" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="renewCertificateResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="orderID" type="xs:string" minOccurs="0"/>
          <xs:element name="verifications" type="tns:emailVerifications" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="reissueCertificate">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string" minOccurs="0"/>
          <xs:element name="CSR" type="xs:string" minOccurs="0"/>
          <xs:element name="serialNumber" type="xs:string" minOccurs="0"/>
          <xs:element name="X509Cert" type="xs:string" minOccurs="0"/>
          <xs:element name="hashAlgorithm" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="reissueCertificateResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="orderID" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="getOrderState">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="getOrderStateResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="orderState" type="tns:orderState" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="addEmailVerification">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string"/>
          <xs:element name="email" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="addEmailVerificationResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="emailVerification" type="tns:emailVerification" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="getEmailVerification">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="getEmailVerificationResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="emailVerifications" type="tns:emailVerifications" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="verifyOrder">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string"/>
          <xs:element name="note" type="xs:string" minOccurs="0"/>
          <xs:element name="code" type="xs:string" minOccurs="0"/>
          <xs:element name="documents" type="tns:documents" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="verifyOrderResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="documents" type="tns:documentReceipts" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="getCertificate">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string" minOccurs="0"/>
          <xs:element name="serialNumber" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="getCertificateResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
          <xs:element name="certificateDetails" type="tns:certificateDetails" minOccurs="0"/>
          <xs:element name="caBundle" type="tns:caBundle" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="cancelOrder">
        <xs:sequence>
          <xs:element name="requestHeader" type="tns:requestHeader"/>
          <xs:element name="orderID" type="xs:string"/>
          <xs:element name="note" type="xs:string" minOccurs="0"/>
        </xs:sequence>
      </xs:complexType>
      <xs:complexType name="cancelOrderResponse">
        <xs:sequence>
          <xs:element name="responseHeader" type="tns:responseHeader"/>
        </xs:sequence>
      </xs:complexType>
    </xs:schema>
  </wsdl:types>
  <wsdl:message name="validateOrderParameters">
    <wsdl:part name="parameters" element="tns:validateOrderParameters"/>
  </wsdl:message>
  <wsdl:message name="validateOrderParametersResponse">
    <wsdl:part name="parameters" element="tns:validateOrderParametersResponse"/>
  </wsdl:message>
  <wsdl:message name="quickOrder">
    <wsdl:part name="parameters" element="tns:quickOrder"/>
  </wsdl:message>
  <wsdl:message name="quickOrderResponse">
    <wsdl:part name="parameters" element="tns:quickOrderResponse"/>
  </wsdl:message>
  <wsdl:message name="renewCertificate">
    <wsdl:part name="parameters" element="tns:renewCertificate"/>
  </wsdl:message>
  <wsdl:message name="renewCertificateResponse">
    <wsdl:part name="parameters" element="tns:renewCertificateResponse"/>
  </wsdl:message>
  <wsdl:message name="reissueCertificate">
    <wsdl:part name="parameters" element="tns:reissueCertificate"/>
  </wsdl:message>
  <wsdl:message name="reissueCertificateResponse">
    <wsdl:part name="parameters" element="tns:reissueCertificateResponse"/>
  </wsdl:message>
  <wsdl:message name="getOrderState">
    <wsdl:part name="parameters" element="tns:getOrderState"/>
  </wsdl:message>
  <wsdl:message name="getOrderStateResponse">
    <wsdl:part name="parameters" element="tns:getOrderStateResponse"/>
  </wsdl:message>
  <wsdl:message name="addEmailVerification">
    <wsdl:part name="parameters" element="tns:addEmailVerification"/>
  </wsdl:message>
  <wsdl:message name="addEmailVerificationResponse">
    <wsdl:part name="parameters" element="tns:addEmailVerificationResponse"/>
  </wsdl:message>
  <wsdl:message name="getEmailVerification">
    <wsdl:part name="parameters" element="tns:getEmailVerification"/>
  </wsdl:message>
  <wsdl:message name="getEmailVerificationResponse">
    <wsdl:part name="parameters" element="tns:getEmailVerificationResponse"/>
  </wsdl:message>
  <wsdl:message name="verifyOrder">
    <wsdl:part name="parameters" element="tns:verifyOrder"/>
  </wsdl:message>
  <wsdl:message name="verifyOrderResponse">
    <wsdl:part name="parameters" element="tns:verifyOrderResponse"/>
  </wsdl:message>
  <wsdl:message name="getCertificate">
    <wsdl:part name="parameters" element="tns:getCertificate"/>
  </wsdl:message>
  <wsdl:message name="getCertificateResponse">
    <wsdl:part name="parameters" element="tns:getCertificateResponse"/>
  </wsdl:message>
  <wsdl:message name="cancelOrder">
    <wsdl:part name="parameters" element="tns:cancelOrder"/>
  </wsdl:message>
  <wsdl:message name="cancelOrderResponse">
    <wsdl:part name="parameters" element="tns:cancelOrderResponse"/>
  </wsdl:message>
  <wsdl:portType name="PartnerApi">
    <wsdl:operation name="validateOrderParameters">
      <wsdl:input message="tns:validateOrderParameters"/>
      <wsdl:output message="tns:validateOrderParametersResponse"/>
    </wsdl:operation>
    <wsdl:operation name="quickOrder">
      <wsdl:input message="tns:quickOrder"/>
      <wsdl:output message="tns:quickOrderResponse"/>
    </wsdl:operation>
    <wsdl:operation name="renewCertificate">
      <wsdl:input message="tns:renewCertificate"/>
      <wsdl:output message="tns:renewCertificateResponse"/>
    </wsdl:operation>
    <wsdl:operation name="reissueCertificate">
      <wsdl:input message="tns:reissueCertificate"/>
      <wsdl:output message="tns:reissueCertificateResponse"/>
    </wsdl:operation>
    <wsdl:operation name="getOrderState">
      <wsdl:input message="tns:getOrderState"/>
      <wsdl:output message="tns:getOrderStateResponse"/>
    </wsdl:operation>
    <wsdl:operation name="addEmailVerification">
      <wsdl:input message="tns:addEmailVerification"/>
      <wsdl:output message="tns:addEmailVerificationResponse"/>
    </wsdl:operation>
    <wsdl:operation name="getEmailVerification">
      <wsdl:input message="tns:getEmailVerification"/>
      <wsdl:output message="tns:getEmailVerificationResponse"/>
    </wsdl:operation>
    <wsdl:operation name="verifyOrder">
      <wsdl:input message="tns:verifyOrder"/>
      <wsdl:output message="tns:verifyOrderResponse"/>
    </wsdl:operation>
    <wsdl:operation name="getCertificate">
      <wsdl:input message="tns:getCertificate"/>
      <wsdl:output message="tns:getCertificateResponse"/>
    </wsdl:operation>
    <wsdl:operation name="cancelOrder">
      <wsdl:input message="tns:cancelOrder"/>
      <wsdl:output message="tns:cancelOrderResponse"/>
    </wsdl:operation>
  </wsdl:portType>
  <wsdl:binding name="PartnerApiBinding" type="tns:PartnerApi">
    <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <wsdl:operation name="validateOrderParameters">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/validateOrderParameters" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="quickOrder">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/quickOrder" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="renewCertificate">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/renewCertificate" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="reissueCertificate">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/reissueCertificate" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="getOrderState">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/getOrderState" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="addEmailVerification">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/addEmailVerification" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="getEmailVerification">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/getEmailVerification" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="verifyOrder">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/verifyOrder" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="getCertificate">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/getCertificate" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
    <wsdl:operation name="cancelOrder">
      <soap:operation soapAction="http://webservice.api.muc.unizeto.pl/cancelOrder" style="document"/>
      <wsdl:input>
        <soap:body use="literal"/>
      </wsdl:input>
      <wsdl:output>
        <soap:body use="literal"/>
      </wsdl:output>
    </wsdl:operation>
  </wsdl:binding>
  <wsdl:service name="PartnerApiService">
    <wsdl:port name="PartnerApiPort" binding="tns:PartnerApiBinding">
      <soap:address location="https://gs.certum.pl/service/PartnerApi.wsdl"/>
    </wsdl:port>
  </wsdl:service>
</wsdl:definitions>
`;
